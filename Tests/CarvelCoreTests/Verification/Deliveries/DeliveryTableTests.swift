import Testing

@testable import CarvelCore

@Suite("Deliveries, broken and healthy, and what verification says of them")
struct DeliveryTableTests {
    static let broken =
        DeliveryCase.brokenRepositories + DeliveryCase.brokenGitRepositories + DeliveryCase.brokenKustomizations
        + DeliveryCase.brokenDestinations + DeliveryCase.brokenIdentities + DeliveryCase.brokenClusters
        + DeliveryCase.recordedOutcomes
        + DeliveryCase.brokenInstalls

    @Test("A broken one has the verdict and the exit status, and the cause is named", arguments: broken)
    func judgeBroken(_ given: DeliveryCase) async throws {
        let report = try await given.report()
        let broken = report.links.filter { $0.verdict != .verified }
        #expect(report.verdict == given.verdict, "\(broken)")
        #expect(report.verdict.exitStatus == given.status)
        let text = broken.flatMap { [$0.reason, $0.advice] }.compactMap(\.self).joined(separator: "\n")
        for words in given.words { #expect(words.isEmpty || text.contains(words), "\(words): \(text)") }
        #expect(broken.allSatisfy { $0.reason?.isEmpty == false }, "\(broken)")
        #expect(report.links.contains { $0.verdict == .verified }, "one thing that is broken hides the others")
    }

    @Test("A healthy one is verified, and what is not compared is said", arguments: DeliveryCase.healthyOnes)
    func judgeHealthy(_ given: DeliveryCase) async throws {
        let report = try await given.report()
        let broken = report.links.filter { $0.verdict != .verified }
        #expect(report.verdict == .verified, "\(broken)")
        #expect(report.verdict.exitStatus == given.status)
        let notes = report.links.compactMap(\.note).joined(separator: "\n")
        for words in given.words {
            #expect(words.isEmpty ? notes.isEmpty : notes.contains(words), "\(words): \(notes)")
        }
        #expect(report.links.allSatisfy { $0.reason == nil && $0.advice == nil })
    }

    @Test("There are enough of them, each of its own name")
    func names() {
        let names = (Self.broken + DeliveryCase.healthyOnes).map(\.name)
        #expect(Set(names).count == names.count)
        #expect(Self.broken.count >= 40)
    }
}
