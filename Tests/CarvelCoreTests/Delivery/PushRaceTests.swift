import GitRepository
import Testing

@testable import CarvelCore

@Suite("Pushing while others do")
struct PushRaceTests {
    private static let lost = GitError.nonFastForward(branch: "main", url: "https://git.example.com")
    private static let rejected = GitError.pushRejected(branch: "main", url: "https://git.example.com", reason: "busy")

    @Test("Pauses grow up to a bound, and end after a good many")
    func pauses() throws {
        var race = PushRace()
        var pauses: [Duration] = []
        while let pause = race.pause(after: Self.lost) { pauses.append(pause) }
        #expect(pauses.count == PushRace.limit && PushRace.limit >= 40)
        #expect(pauses.allSatisfy { $0 > .zero && $0 <= .seconds(3) })
        #expect(try #require(pauses.first) <= .milliseconds(200))
        #expect(Set(pauses).count > pauses.count / 2, "they are random")
        #expect(pauses.reduce(.zero, +) > .seconds(10), "they grow")
    }

    @Test("A refusal in the server's own words gets it time to finish another's push")
    func rejection() {
        var race = PushRace()
        let pause = race.pause(after: Self.rejected)
        #expect(pause.map { $0 >= .seconds(1) } == true)
    }

    @Test("Anything else is no race")
    func other() {
        var race = PushRace()
        #expect(race.pause(after: .forbidden(url: "https://git.example.com")) == nil)
        #expect(race.lost == 0)
    }
}
