import HTTPTransport
import Synchronization
import Testing

@testable import CarvelCore

@Suite("Only so many requests of a cluster are under way at a time")
struct RequestLimitTests {
    /// A server that answers none of its requests before the test says so.
    private final class HeldServer: HTTPClient {
        private struct State {
            var waiting: [CheckedContinuation<Void, Never>] = []
            var mostAtOnce = 0
            var arrivals: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
        }
        private let state = Mutex(State())

        var mostAtOnce: Int { state.withLock { $0.mostAtOnce } }

        func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
            await withCheckedContinuation { continuation in
                let arrived = state.withLock { state in
                    state.waiting.append(continuation)
                    state.mostAtOnce = max(state.mostAtOnce, state.waiting.count)
                    let arrived = state.arrivals.filter { $0.count <= state.waiting.count }.map(\.continuation)
                    state.arrivals.removeAll { $0.count <= state.waiting.count }
                    return arrived
                }
                for arrival in arrived { arrival.resume() }
            }
            let chunks = Mutex<[[UInt8]]>([Array("{}".utf8)])
            return HTTPResponse(
                status: 200,
                headers: [:],
                body: HTTPBody { () async throws(HTTPTransportError) in chunks.withLock { $0.popLast() } }
            )
        }

        /// Waits until so many requests wait for their answers.
        func requests(_ count: Int) async {
            await withCheckedContinuation { continuation in
                let isThere = state.withLock { state in
                    if state.waiting.count >= count { return true }
                    state.arrivals.append((count, continuation))
                    return false
                }
                if isThere { continuation.resume() }
            }
        }

        /// Answers the request that waits longest.
        func answerOne() {
            let next = state.withLock { $0.waiting.removeFirst() }
            next.resume()
        }
    }

    @Test("Those beyond the limit follow as others are answered, and none is left")
    func limit() async throws {
        let server = HeldServer()
        let client = ClusterClient(ClusterConnection(name: "prod", server: "https://prod"), http: server)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<50 {
                group.addTask { _ = try await client.get(.namespace, namespace: nil, name: "n\(index)") }
            }
            for answered in 0..<50 {
                await server.requests(min(32, 50 - answered))
                server.answerOne()
            }
            try await group.waitForAll()
        }
        #expect(server.mostAtOnce == 32)
    }

    @Test("A task that is cancelled while it waits takes nobody's place")
    func cancellation() async throws {
        let gate = RequestGate(limit: 1)
        #expect(await gate.enter())
        let late = Task { await gate.enter() }
        late.cancel()
        #expect(await !late.value)
        await gate.leave()
        #expect(await gate.enter())
    }
}
