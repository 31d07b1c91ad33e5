import Testing

@testable import CarvelCore

@Suite("Discovery that several wait for", .timeLimit(.minutes(4)))
struct SharedDiscoveryTests {
    private let discovery = SharedDiscovery()
    private let release = AsyncStream.makeStream(of: Void.self)
    private static let found = ServedResources(groups: [ServedResources.Group(name: "found", versions: [])])

    /// Asks, and comes to an end when the test releases it; cancelled, it finds nothing.
    private func ask() -> Task<SharedDiscovery.Outcome, Never> {
        Task { [discovery, release] in
            await discovery.resources(anew: false) {
                for await _ in release.stream {}
                return .success(Task.isCancelled ? ServedResources(groups: []) : Self.found)
            }.outcome
        }
    }

    private func waiting(_ count: Int) async {
        while await discovery.waiting != count { await Task.yield() }
    }

    @Test("goes on for the others when one gives up")
    func oneGivesUp() async throws {
        let first = ask()
        await waiting(1)
        let second = ask()
        await waiting(2)
        first.cancel()
        await waiting(1)
        release.continuation.finish()
        #expect(try await second.value.get() == Self.found)
        #expect(await discovery.known == Self.found)
    }

    @Test("ends when nobody is left, and is begun anew by the next")
    func allGiveUp() async throws {
        let tasks = [ask(), ask()]
        await waiting(2)
        for task in tasks { task.cancel() }
        for task in tasks { #expect(try await task.value.get() == ServedResources(groups: [])) }
        #expect(await discovery.known == nil)
        release.continuation.finish()
        #expect(try await ask().value.get() == Self.found)
    }
}
