import Synchronization
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Reading the branch again while waiting", .timeLimit(.minutes(4)))
struct RereadingTests {
    private let clock = TestClock()

    private struct Unreadable: Error, CustomStringConvertible {
        var description: String { "the server hung up" }
    }

    /// Clusters where Flux is still at another commit, and what their GitRepository is later.
    private func behind() throws -> (clusters: InMemoryClusters, done: KubernetesObject) {
        let clusters = try InMemoryClusters.healthy(SampleDelivery.tree(SampleDelivery.files()))
        let name = "app.default.tap-gitops-repo"
        let done = try #require(clusters.object(.gitRepository, namespace: "shop", name, on: "build"))
        let old = FluxSample.revision(String(repeating: "f", count: 40))
        clusters.put(done.setting(.string(old), at: "status", "artifact", "revision"), as: .gitRepository, on: "build")
        return (clusters, done)
    }

    private func verifier(_ clusters: InMemoryClusters) throws -> DeliveryVerifier {
        let tree = try SampleDelivery.tree(SampleDelivery.files())
        return try DeliveryVerifier(tree, clusters: clusters.directory(clock: clock, requestTimeout: nil))
    }

    @Test("Says why it could not, asks once for one revision, and is verified once Flux is at our commit")
    func unreadable() async throws {
        let (clusters, done) = try behind()
        let attempts = Mutex(0)
        let branches = Mutex<[VerificationLink]>([])
        let report = try await verifier(clusters).wait(
            timeout: .seconds(60),
            reread: {
                attempts.withLock { $0 += 1 }
                throw Unreadable()
            },
            onReport: { report in
                guard let branch = report.links.first else { return }
                branches.withLock { $0.append(branch) }
                // Flux moves on after we have told of the failure.
                if branch.verdict == .unknown { clusters.put(done, as: .gitRepository, on: "build") }
            }
        )
        #expect(report.verdict == .verified)
        #expect(attempts.withLock { $0 } == 1)
        #expect(branches.withLock { $0.map(\.verdict) } == [.verified, .unknown, .verified])
        #expect(
            branches.withLock { $0.compactMap(\.reason) } == [
                "may have moved on, and could not be read again: the server hung up"
            ]
        )
    }

    @Test("Takes no longer than the time to wait")
    func silent() async throws {
        let (clusters, _) = try behind()
        let (asked, ask) = AsyncStream.makeStream(of: Void.self)
        let verifier = try verifier(clusters)
        async let waiting = verifier.wait(
            timeout: .seconds(60),
            reread: {
                ask.yield()
                try await clock.sleep(until: TestClock.Instant(offset: .seconds(3600)), tolerance: nil)
                return nil
            }
        )
        var askedOnce = asked.makeAsyncIterator()
        await askedOnce.next()
        await clock.sleeper(until: .seconds(60))
        clock.advance(to: .seconds(60))
        let report = await waiting
        #expect(report.verdict == .unknown)
        #expect(report.links.first?.verdict == .unknown)
    }
}
