import HTTPTransport
import Synchronization
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("What ends the waiting for a delivery, and what does not", .timeLimit(.minutes(4)))
struct WaitingEndTests {
    private let clock = TestClock()

    private func clusters() throws -> InMemoryClusters {
        try .healthy(SampleDelivery.tree(SampleDelivery.files()))
    }

    private func verifier(_ clusters: InMemoryClusters) throws -> DeliveryVerifier {
        let tree = try SampleDelivery.tree(SampleDelivery.files())
        return try DeliveryVerifier(tree, clusters: clusters.directory(clock: clock, requestTimeout: nil))
    }

    /// Tells of the verdicts as they come.
    private final class Told: Sendable {
        private let verdicts = Mutex<[Verdict]>([])
        private let (news, signal) = AsyncStream.makeStream(of: Void.self)

        func tell(_ report: VerificationReport) {
            verdicts.withLock { $0.append(report.verdict) }
            signal.yield()
        }

        func waitForNext() async {
            var iterator = news.makeAsyncIterator()
            await iterator.next()
        }

        var all: [Verdict] { verdicts.withLock { $0 } }
    }

    /// Fails on one cluster while the other goes on.
    private func failOnProd(_ clusters: InMemoryClusters) throws {
        try clusters.edit(.packageInstall, "app", on: "prod") { $0.setting(true, at: "spec", "paused") }
        try clusters.edit(.packageInstall, "app", on: "staging") { $0.setting(2, at: "metadata", "generation") }
    }

    @Test("With the first failure it ends though others go on, once that has lasted")
    func firstFailure() async throws {
        let clusters = try clusters()
        try failOnProd(clusters)
        let verifier = try verifier(clusters)
        async let report = verifier.wait(timeout: .seconds(600), settling: .seconds(5), end: .firstFailure)
        await clock.sleeper(until: .seconds(5))
        clock.advance(to: .seconds(5))
        #expect(await report.verdict == .failed)
        #expect(clock.now.offset == .seconds(5))
    }

    @Test("A first failure that passes is none")
    func passingFailure() async throws {
        let clusters = try clusters()
        let done = try #require(clusters.object(.packageInstall, namespace: "shop", "app", on: "prod"))
        try failOnProd(clusters)
        let told = Told()
        let verifier = try verifier(clusters)
        async let report = verifier.wait(
            timeout: .seconds(600),
            settling: .seconds(5),
            end: .firstFailure,
            onReport: { told.tell($0) }
        )
        await told.waitForNext()
        await clock.sleeper(until: .seconds(5))
        clock.advance(to: .seconds(4))
        clusters.put(done, as: .packageInstall, on: "prod")
        await told.waitForNext()
        clock.advance(to: .seconds(30))
        try clusters.edit(.packageInstall, "app", on: "staging") { $0.setting(1, at: "metadata", "generation") }
        #expect(await report.verdict == .verified)
        #expect(told.all == [.failed, .progressing, .verified])
    }

    @Test("Without it, the others are waited for")
    func settled() async throws {
        let clusters = try clusters()
        try failOnProd(clusters)
        let told = Told()
        let verifier = try verifier(clusters)
        async let report = verifier.wait(timeout: .seconds(60), settling: .seconds(5), onReport: { told.tell($0) })
        await told.waitForNext()
        await clock.sleeper(until: .seconds(60))
        clock.advance(to: .seconds(60))
        #expect(await report.verdict == .failed)
        #expect(clock.now.offset == .seconds(60))
    }

    @Test("Watching goes on after it is verified, and after a failure, until it is stopped")
    func never() async throws {
        let clusters = try clusters()
        let done = try #require(clusters.object(.packageInstall, namespace: "shop", "app", on: "prod"))
        let told = Told()
        let verifier = try verifier(clusters)
        let task = Task {
            await verifier.wait(timeout: .seconds(1_000_000), end: .never, onReport: { told.tell($0) })
        }
        await told.waitForNext()
        clusters.put(done.setting(true, at: "spec", "paused"), as: .packageInstall, on: "prod")
        await told.waitForNext()
        clusters.put(done, as: .packageInstall, on: "prod")
        await told.waitForNext()
        #expect(told.all == [.verified, .failed, .verified])
        task.cancel()
        _ = await task.value
    }

    @Test("Watching asks for the head now and then, so that a push is seen")
    func watchedPush() async throws {
        let clusters = try clusters()
        let pushed = Mutex(false)
        let told = Told()
        let verifier = try verifier(clusters)
        var tree = try SampleDelivery.tree(SampleDelivery.files())
        tree.commit = FluxSample.earlier
        let latest = try DeliveryVerifier(tree, clusters: clusters.directory(clock: clock, requestTimeout: nil))
        let task = Task {
            await verifier.wait(
                timeout: .seconds(1_000_000),
                end: .never,
                head: { pushed.withLock { $0 } ? FluxSample.earlier : SampleDelivery.commit },
                reread: { latest },
                onReport: { told.tell($0) }
            )
        }
        await told.waitForNext()
        pushed.withLock { $0 = true }
        await clock.sleeper(until: .seconds(60))
        clock.advance(to: .seconds(60))
        await told.waitForNext()
        #expect(told.all == [.verified, .progressing])
        task.cancel()
        _ = await task.value
    }

    @Test("A server that restarts, a token that expires and a watch that is cut: the verdict is right all the same")
    func disturbed() async throws {
        let clusters = try clusters()
        let done = try #require(clusters.object(.packageInstall, namespace: "shop", "app", on: "prod"))
        clusters.put(done.setting(2, at: "metadata", "generation"), as: .packageInstall, on: "prod")
        let told = Told()
        let verifier = try verifier(clusters)
        async let report = verifier.wait(timeout: .seconds(600), settling: .seconds(5), onReport: { told.tell($0) })
        await told.waitForNext()

        // The run cluster's server goes away with its watches, and the build cluster refuses our token.
        clusters.fail(
            "",
            on: "prod",
            .failure(HTTPTransportError(reason: .connectionFailed, message: "nobody listens"))
        )
        clusters.fail("", on: "build", .answer(.status(401, "Unauthorized", "Unauthorized")))
        for name in ["prod", "build"] { clusters.endWatches(on: name) }
        await clock.advance(toSleeperWithin: .seconds(2))
        await told.waitForNext()
        #expect(told.all.first == .progressing)
        #expect(told.all.dropFirst().allSatisfy { $0 == .unknown })

        // All of it passes, and a watch of another cluster is cut while something changes there.
        clusters.put(done, as: .packageInstall, on: "prod")
        for name in ["prod", "build"] { _ = clusters.with(name) { $0.troubles = [] } }
        clusters.endWatches(on: "staging")
        let ticking = Task {
            while !Task.isCancelled { await clock.advance(toSleeperWithin: .seconds(300)) }
        }
        #expect(await report.verdict == .verified)
        ticking.cancel()
        #expect(!told.all.contains(.failed))
        #expect(told.all.last == .verified)
    }
}
