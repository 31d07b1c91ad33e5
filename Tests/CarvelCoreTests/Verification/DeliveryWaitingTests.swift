import HTTPTransport
import Synchronization
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Waiting for a delivery", .timeLimit(.minutes(4)))
struct DeliveryWaitingTests {
    private let clock = TestClock()

    /// The verdicts of the reports that were told, and a way to wait for the next.
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

    private func verifier(_ clusters: InMemoryClusters) throws -> DeliveryVerifier {
        let tree = try SampleDelivery.tree(SampleDelivery.files())
        return try DeliveryVerifier(tree, clusters: clusters.directory(clock: clock, requestTimeout: nil))
    }

    private func healthy() throws -> InMemoryClusters {
        try .healthy(SampleDelivery.tree(SampleDelivery.files()))
    }

    private func install(_ clusters: InMemoryClusters) throws -> KubernetesObject {
        try #require(clusters.object(.packageInstall, namespace: "shop", "app", on: "prod"))
    }

    @Test("Ends at once where all is verified")
    func atOnce() async throws {
        let told = Told()
        let report = try await verifier(healthy()).wait(timeout: .seconds(600), onReport: { told.tell($0) })
        #expect(report.verdict == .verified)
        #expect(told.verdicts == [.verified])
        #expect(clock.now == TestClock.Instant())
    }

    @Test("Goes over to the branch's head where that has moved on, as Flux has")
    func movedHead() async throws {
        let clusters = try healthy()
        var tree = try SampleDelivery.tree(SampleDelivery.files())
        tree.commit = String(repeating: "b", count: 40)
        let earlier = try DeliveryVerifier(tree, clusters: clusters.directory(clock: clock, requestTimeout: nil))
        let latest = try verifier(clusters)
        let report = await earlier.wait(timeout: .seconds(600), reread: { latest })
        #expect(report.verdict == .verified)
        #expect(report.commit == latest.commit)
    }

    @Test("Ends as soon as a watch tells of the last change, without time passing", arguments: ["build", "prod"])
    func event(cluster: String) async throws {
        let clusters = try healthy()
        let type = cluster == "build" ? ResourceType.kustomization : .packageInstall
        let name = cluster == "build" ? "app.default.tap-prod-packageinstalls" : "app"
        let done = try #require(clusters.object(type, namespace: "shop", name, on: cluster))
        clusters.put(done.setting(2, at: "metadata", "generation"), as: type, on: cluster)

        let told = Told()
        let verifier = try verifier(clusters)
        async let report = verifier.wait(timeout: .seconds(600), onReport: { told.tell($0) })
        await told.waitForNext()
        #expect(told.verdicts == [.progressing])
        clusters.put(done, as: type, on: cluster)
        #expect(await report.verdict == .verified)
        #expect(told.verdicts == [.progressing, .verified])
        #expect(clock.now == TestClock.Instant())
    }

    @Test("Takes a failure as final when nothing has stirred for the settling time, and not before")
    func settles() async throws {
        let clusters = try healthy()
        clusters.put(try install(clusters).setting(true, at: "spec", "paused"), as: .packageInstall, on: "prod")
        let told = Told()
        let verifier = try verifier(clusters)
        async let report = verifier.wait(timeout: .seconds(600), settling: .seconds(5), onReport: { told.tell($0) })
        await clock.sleeper(until: .seconds(5))
        clock.advance(to: .seconds(5))
        #expect(await report.verdict == .failed)
        #expect(told.verdicts == [.failed])
        #expect(clock.now.offset == .seconds(5))
    }

    @Test("Goes on after a failure that is mended in time")
    func mended() async throws {
        let clusters = try healthy()
        let done = try install(clusters)
        clusters.put(done.setting(true, at: "spec", "paused"), as: .packageInstall, on: "prod")
        let told = Told()
        let verifier = try verifier(clusters)
        async let report = verifier.wait(timeout: .seconds(600), settling: .seconds(5), onReport: { told.tell($0) })
        await clock.sleeper(until: .seconds(5))
        clusters.put(done, as: .packageInstall, on: "prod")
        #expect(await report.verdict == .verified)
        #expect(told.verdicts.last == .verified)
        #expect(clock.now == TestClock.Instant())
    }

    @Test("Ends at the deadline with what is known then")
    func deadline() async throws {
        let clusters = try healthy()
        clusters.put(try install(clusters).setting(2, at: "metadata", "generation"), as: .packageInstall, on: "prod")
        let told = Told()
        let verifier = try verifier(clusters)
        async let report = verifier.wait(timeout: .seconds(60), onReport: { told.tell($0) })
        await told.waitForNext()
        await clock.sleeper(until: .seconds(60))
        clock.advance(to: .seconds(60))
        #expect(await report.verdict == .progressing)
        #expect(clock.now.offset == .seconds(60))
    }

    @Test("Ends soon after the deadline though a cluster never answers")
    func silence() async throws {
        let clusters = try healthy()
        _ = clusters.with("prod") { $0.troubles = [("", .silence)] }
        let verifier = try verifier(clusters)
        async let waiting = verifier.wait(timeout: .seconds(60), settling: .seconds(5))
        // The first look waits for the watches for two seconds.
        await clock.sleeper(until: .seconds(2))
        clock.advance(to: .seconds(2))
        await clock.sleeper(until: .seconds(65))
        clock.advance(to: .seconds(65))
        let report = await waiting
        #expect(report.verdict == .unknown)
        let silent = try #require(report.links.first { $0.cluster == "prod" && $0.kind == "Cluster" })
        #expect(silent.verdict == .unknown)
        #expect(silent.reason?.hasSuffix("no answer by the end of the time to wait") == true)
    }

    @Test("Begins a watch again that a server ends, after a pause")
    func watchAgain() async throws {
        let clusters = try healthy()
        let done = try install(clusters)
        clusters.put(done.setting(2, at: "metadata", "generation"), as: .packageInstall, on: "prod")
        let watched = "/apis/packaging.carvel.dev/v1alpha1/namespaces/shop/packageinstalls"
        let told = Told()
        let verifier = try verifier(clusters)
        async let report = verifier.wait(timeout: .seconds(600), onReport: { told.tell($0) })
        await told.waitForNext()
        await clusters.watched(watched, on: "prod")
        clusters.endWatches(of: watched, on: "prod")
        // Nobody watches now: what changes is found when the watch begins again.
        clusters.put(done, as: .packageInstall, on: "prod")
        await clock.advance(toSleeperWithin: .seconds(1))
        #expect(await report.verdict == .verified)
    }

    @Test("Ends when it is cancelled")
    func cancelled() async throws {
        let clusters = try healthy()
        clusters.put(try install(clusters).setting(2, at: "metadata", "generation"), as: .packageInstall, on: "prod")
        let verifier = try verifier(clusters)
        let told = Told()
        let task = Task { await verifier.wait(timeout: .seconds(600), onReport: { told.tell($0) }) }
        await told.waitForNext()
        task.cancel()
        #expect(await task.value.verdict != .verified)
    }
}
