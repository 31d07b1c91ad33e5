import Synchronization
import Testing

@testable import CarvelCore

@Suite("Run clusters take turns only while this process is busy", .timeLimit(.minutes(4)))
struct TurnsTests {
    private let clock = TestClock()

    /// A verifier on a machine whose processors work for it so long in each moment.
    private func verifier(working: Duration) throws -> DeliveryVerifier {
        let clusters = InMemoryClusters(["build", "staging", "prod"])
        var host = clusters.host(clock: clock)
        let worked = Mutex(Duration.zero)
        let time: @Sendable () -> Duration = {
            worked.withLock { worked in
                worked += working
                return worked
            }
        }
        host.processorTime = time
        return try DeliveryVerifier(
            SampleDelivery.tree(SampleDelivery.files()),
            clusters: ClusterDirectory(kubeconfig: clusters.directory().kubeconfig, host: host)
        )
    }

    /// Lets as many as have turns at a time begin what goes on until the streams end.
    private func occupied(_ verifier: DeliveryVerifier) async -> [AsyncStream<Void>.Continuation] {
        let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
        var ends: [AsyncStream<Void>.Continuation] = []
        for _ in 0..<8 {
            let (going, end) = AsyncStream.makeStream(of: Void.self)
            ends.append(end)
            Task {
                try await verifier.inTurn {
                    beginning.yield()
                    for await _ in going {}
                }
            }
        }
        var count = 0
        for await _ in begun {
            count += 1
            if count == 8 { break }
        }
        return ends
    }

    @Test("Where the network is what all wait for, nobody waits for longer than a moment")
    func idle() async throws {
        let verifier = try verifier(working: .zero)
        let ends = await occupied(verifier)
        let ninth = Task { try await verifier.inTurn { "through" } }
        await clock.sleeper(until: .milliseconds(50))
        clock.advance(to: .milliseconds(50))
        #expect(try await ninth.value == "through")
        for end in ends { end.finish() }
    }

    @Test("Where this process is busy, whoever comes next waits until another one is done")
    func busy() async throws {
        let verifier = try verifier(working: .milliseconds(50))
        let ends = await occupied(verifier)
        let ninth = Task { try await verifier.inTurn { "through" } }
        for moment in 1...3 {
            await clock.sleeper(until: .milliseconds(50 * moment))
            clock.advance(to: .milliseconds(50 * moment))
        }
        await clock.sleeper(until: .milliseconds(200))
        ends[0].finish()
        #expect(try await ninth.value == "through")
        for end in ends { end.finish() }
    }

    @Test("Nobody waits for ever, whoever hangs")
    func patience() async throws {
        let verifier = try verifier(working: .seconds(1))
        let ends = await occupied(verifier)
        let ninth = Task { try await verifier.inTurn { "through" } }
        for moment in 1...20 {
            await clock.sleeper(until: .milliseconds(50 * moment))
            clock.advance(to: .milliseconds(50 * moment))
        }
        #expect(try await ninth.value == "through")
        for end in ends { end.finish() }
    }
}
