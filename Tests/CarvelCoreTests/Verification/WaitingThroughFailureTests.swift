import HTTPTransport
import Synchronization
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Waiting for a delivery while clusters fail, and how often it looks", .timeLimit(.minutes(4)))
struct WaitingThroughFailureTests {
    private let clock = TestClock()
    private let refused = HTTPTransportError(reason: .connectionFailed, message: "nobody listens")

    /// The reports that were told.
    private final class Told: Sendable {
        private let reports = Mutex<[VerificationReport]>([])
        private let (news, signal) = AsyncStream.makeStream(of: Void.self)

        func tell(_ report: VerificationReport) {
            reports.withLock { $0.append(report) }
            signal.yield()
        }

        func waitForNext() async {
            var iterator = news.makeAsyncIterator()
            await iterator.next()
        }

        var verdicts: [Verdict] { reports.withLock { $0.map(\.verdict) } }
    }

    private func healthy() throws -> InMemoryClusters {
        try .healthy(SampleDelivery.tree(SampleDelivery.files()))
    }

    private func verifier(_ clusters: InMemoryClusters) throws -> DeliveryVerifier {
        let tree = try SampleDelivery.tree(SampleDelivery.files())
        return try DeliveryVerifier(tree, clusters: clusters.directory(clock: clock, requestTimeout: nil))
    }

    private func install(_ clusters: InMemoryClusters, on cluster: String = "prod") throws -> KubernetesObject {
        try #require(clusters.object(.packageInstall, namespace: "shop", "app", on: cluster))
    }

    /// How often everything was looked at: nothing else reads a values Secret.
    private func looks(_ clusters: InMemoryClusters, on cluster: String) -> Int {
        clusters.requests.count { $0 == "\(cluster) GET /api/v1/namespaces/shop/secrets/app-values" }
    }

    @Test("Looks once at first, once for each change, and never while nothing changes")
    func bound() async throws {
        let clusters = try healthy()
        let done = try install(clusters)
        let pending = done.setting(2, at: "metadata", "generation")
        clusters.put(pending, as: .packageInstall, on: "prod")
        let told = Told()
        let verifier = try verifier(clusters)
        async let report = verifier.wait(timeout: .seconds(600), onReport: { told.tell($0) })
        await told.waitForNext()
        for version in 1...5 {
            clusters.put(
                pending.setting(.string("\(version).0.0"), at: "status", "version"),
                as: .packageInstall,
                on: "prod"
            )
            await told.waitForNext()
        }
        #expect(looks(clusters, on: "staging") == 6)
        // Before any watch is a minute and a half old, nothing at all is asked for.
        let requests = clusters.requests.count
        for seconds in 1...89 { clock.advance(to: .seconds(seconds)) }
        #expect(clusters.requests.count == requests)
        clusters.put(done, as: .packageInstall, on: "prod")
        #expect(await report.verdict == .verified)
        #expect(looks(clusters, on: "staging") == 7)
    }

    @Test("An unreachable cluster makes nobody look again until it is there")
    func unreachable() async throws {
        let clusters = try healthy()
        let pending = try install(clusters, on: "staging").setting(2, at: "metadata", "generation")
        let done = try install(clusters, on: "staging")
        clusters.put(pending, as: .packageInstall, on: "staging")
        _ = clusters.with("prod") { $0.troubles = [("", .failure(refused))] }
        let told = Told()
        let verifier = try verifier(clusters)
        async let report = verifier.wait(timeout: .seconds(600), onReport: { told.tell($0) })
        await told.waitForNext()
        for _ in 1...20 { await clock.advance(toSleeperWithin: clock.now.offset + .seconds(15)) }
        #expect(looks(clusters, on: "staging") == 1)
        #expect(told.verdicts == [.unknown])
        _ = clusters.with("prod") { $0.troubles = [] }
        clusters.put(done, as: .packageInstall, on: "staging")
        #expect(await report.verdict == .verified)
        #expect(looks(clusters, on: "staging") == 2)
    }

    @Test("A cluster that is away for longer than the settling time is waited for, and the verdict is right")
    func restart() async throws {
        let clusters = try healthy()
        let done = try install(clusters)
        clusters.put(done.setting(2, at: "metadata", "generation"), as: .packageInstall, on: "prod")
        let told = Told()
        let verifier = try verifier(clusters)
        async let report = verifier.wait(timeout: .seconds(600), settling: .seconds(5), onReport: { told.tell($0) })
        await told.waitForNext()
        _ = clusters.with("prod") { [refused] in $0.troubles = [("", .failure(refused))] }
        clusters.endWatches(on: "prod")
        // The first try to watch again fails.
        await clock.advance(toSleeperWithin: .seconds(1))
        await told.waitForNext()
        #expect(told.verdicts == [.progressing, .unknown])
        clock.advance(to: .seconds(30))
        clusters.put(done, as: .packageInstall, on: "prod")
        _ = clusters.with("prod") { $0.troubles = [] }
        let ticking = Task { await clock.advance(toSleeperWithin: .seconds(60)) }
        #expect(await report.verdict == .verified)
        ticking.cancel()
        #expect(told.verdicts == [.progressing, .unknown, .verified])
    }
}
