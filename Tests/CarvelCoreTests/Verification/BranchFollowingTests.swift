import Synchronization
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("A branch that moves on while its head is verified", .timeLimit(.minutes(4)))
struct BranchFollowingTests {
    private let clock = TestClock()

    private struct Unreadable: Error, CustomStringConvertible {
        var description: String { "the server hung up" }
    }

    private func clusters() throws -> InMemoryClusters {
        try .healthy(SampleDelivery.tree(SampleDelivery.files()))
    }

    private func verifier(_ clusters: InMemoryClusters, commit: String? = nil) throws -> DeliveryVerifier {
        let tree = try SampleDelivery.tree(SampleDelivery.files(), commit: commit ?? SampleDelivery.commit)
        return try DeliveryVerifier(tree, clusters: clusters.directory(clock: clock, requestTimeout: nil))
    }

    @Test("One look: the head is read again before it says verified, and no other time")
    func once() async throws {
        let clusters = try clusters()
        let asked = Mutex(0)
        let head: @Sendable () async throws -> String? = {
            asked.withLock { $0 += 1 }
            return SampleDelivery.commit
        }
        let report = try await verifier(clusters).verify(head: head, reread: { nil })
        #expect(report.verdict == .verified)
        #expect(asked.withLock { $0 } == 1)
        try clusters.edit(.app, "app", on: "prod") { _ in nil }
        #expect(try await verifier(clusters).verify(head: head, reread: { nil }).verdict == .progressing)
        #expect(asked.withLock { $0 } == 1)
    }

    @Test("One look: a push just before the end is verified instead")
    func pushed() async throws {
        let clusters = try clusters()
        let latest = try verifier(clusters, commit: FluxSample.earlier)
        let report = try await verifier(clusters).verify(head: { FluxSample.earlier }, reread: { latest })
        #expect(report.verdict == .progressing)
        #expect(report.commit == FluxSample.earlier)
        #expect(report.links.contains { $0.reason == "has not applied ffffffffffff yet" })
    }

    @Test("One look: a head that can't be read again leaves it open, and the cause is said")
    func unreadable() async throws {
        let clusters = try clusters()
        let report = try await verifier(clusters).verify(head: { throw Unreadable() }, reread: { nil })
        #expect(report.verdict == .unknown)
        #expect(report.links.first?.reason == "may have moved on, and could not be read again: the server hung up")
        let moved = try await verifier(clusters).verify(head: { FluxSample.earlier }, reread: { throw Unreadable() })
        #expect(moved.verdict == .progressing)
        #expect(moved.links.first?.reason == "has moved on to ffffffffffff meanwhile")
    }

    @Test("One look: a branch that moves for ever is not verified")
    func restless() async throws {
        let clusters = try clusters()
        let same = try verifier(clusters)
        let report = try await verifier(clusters).verify(head: { FluxSample.earlier }, reread: { same })
        #expect(report.verdict == .progressing)
    }

    @Test("Waiting: a push just before the end is waited for too")
    func waiting() async throws {
        let clusters = try clusters()
        let latest = try verifier(clusters, commit: FluxSample.earlier)
        let told = Mutex<[String?]>([])
        let report = try await verifier(clusters).wait(
            timeout: .seconds(600),
            head: { FluxSample.earlier },
            reread: { latest },
            onReport: { report in
                told.withLock { $0.append(report.links.first?.reason) }
                guard report.commit == FluxSample.earlier, report.verdict == .progressing else { return }
                let revision: JSONValue = .string(FluxSample.revision(FluxSample.earlier))
                try? clusters.edit(.gitRepository, "app.default.tap-gitops-repo", on: "build") {
                    $0.setting(revision, at: "status", "artifact", "revision")
                }
                for name in ["staging-packages", "staging-packageinstalls", "prod-packages", "prod-packageinstalls"] {
                    try? clusters.edit(.kustomization, "app.default.tap-\(name)", on: "build") {
                        $0.setting(revision, at: "status", "lastAppliedRevision")
                    }
                }
            }
        )
        #expect(report.verdict == .verified)
        #expect(report.commit == FluxSample.earlier)
        #expect(told.withLock { $0.first } == "has moved on to ffffffffffff meanwhile")
    }

    @Test("Waiting: a head that can't be read is asked for once more, and is then left open")
    func waitingForUnreadable() async throws {
        let clusters = try clusters()
        let asked = Mutex(0)
        let verifier = try verifier(clusters)
        async let waiting = verifier.wait(
            timeout: .seconds(600),
            settling: .seconds(5),
            head: {
                asked.withLock { $0 += 1 }
                throw Unreadable()
            }
        )
        await clock.sleeper(until: .seconds(5))
        clock.advance(to: .seconds(5))
        #expect(await waiting.verdict == .unknown)
        #expect(asked.withLock { $0 } == 2)
    }

    @Test("A commit that was named is verified whatever came after it, and Flux is to be at it")
    func laterCommits() async throws {
        let clusters = try clusters()
        let tree = try SampleDelivery.tree(SampleDelivery.files())
        let directory = try clusters.directory()
        let later = [FluxSample.earlier]
        let report = try await DeliveryVerifier(tree, clusters: directory, laterCommits: later).verify()
        #expect(report.verdict == .verified)
        #expect(report.links.first?.note == "its head is ffffffffffff, 1 later")

        try clusters.edit(.gitRepository, "app.default.tap-gitops-repo", on: "build") {
            $0.setting(.string(FluxSample.revision(FluxSample.earlier)), at: "status", "artifact", "revision")
        }
        let gone = try await DeliveryVerifier(tree, clusters: directory, laterCommits: later).verify()
        #expect(gone.verdict == .failed)
        let link = try #require(gone.links.first { $0.verdict == .failed })
        #expect(link.reason == "has gone on to ffffffffffff, which came after 0123456789ab")
        #expect(link.advice == "leave out --revision to verify the branch's head")
    }
}
