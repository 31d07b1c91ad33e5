import CarvelCore
import HTTPTransport
import Testing

@Suite("Requests that nobody wants any more", .timeLimit(.minutes(4)))
struct CancelledRequestTests {
    private let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

    private func client(_ server: OneConnectionServer, timeout: Duration? = .seconds(30)) -> ClusterClient {
        ClusterClient(
            ClusterConnection(name: "prod", server: server.url),
            http: CurlClient(),
            requestTimeout: timeout
        )
    }

    @Test(
        "Cancelling a request closes its connection, before the answer and in the midst of it",
        arguments: [true, false]
    )
    func request(isAnswered: Bool) async throws {
        let server = try OneConnectionServer(answering: isAnswered ? head + "Content-Length: 100\r\n\r\n{" : "")
        var events = server.events.makeAsyncIterator()
        let task = Task { [client = client(server)] in
            try await client.get(.secret, namespace: "shop", name: "x")
        }
        #expect(await events.next() == .answered)
        task.cancel()
        let error = await #expect(throws: ClusterError.self) { try await task.value }
        guard case .transport(let failure)? = error?.cause else { throw try #require(error) }
        #expect(failure.reason == .cancelled)
        #expect(error?.attempts == 1)
        #expect(await events.next() == .closed)
    }

    @Test("Cancelling a watch closes its connection")
    func watch() async throws {
        let event = #"{"type":"ADDED","object":{"kind":"Secret","metadata":{"name":"x"}}}"# + "\n"
        let answer = head + "Transfer-Encoding: chunked\r\n\r\n\(String(event.utf8.count, radix: 16))\r\n\(event)\r\n"
        let server = try OneConnectionServer(answering: answer)
        var events = server.events.makeAsyncIterator()
        let (told, continuation) = AsyncStream.makeStream(of: String.self)
        let task = Task { [client = client(server)] in
            for try await event in try await client.watch(.secret, namespace: "shop") {
                continuation.yield(event.object.name)
            }
        }
        #expect(await events.next() == .answered)
        var names = told.makeAsyncIterator()
        #expect(await names.next() == "x")
        task.cancel()
        #expect(await events.next() == .closed)
        _ = await task.result
    }

    @Test("An answer that trickles in ends with the time that a request may take")
    func trickle() async throws {
        let server = try OneConnectionServer(
            answering: head + "Content-Length: 1000000\r\n\r\n{",
            thenDropping: " "
        )
        var events = server.events.makeAsyncIterator()
        let start = ContinuousClock.now
        let error = await #expect(throws: ClusterError.self) {
            try await client(server, timeout: .milliseconds(500)).get(.secret, namespace: "shop", name: "x")
        }
        guard case .transport(let failure)? = error?.cause else { throw try #require(error) }
        #expect(failure.reason == .timedOut)
        #expect(start.duration(to: .now) < .seconds(20))
        #expect(await events.next() == .answered)
        #expect(await events.next() == .closed)
    }
}
