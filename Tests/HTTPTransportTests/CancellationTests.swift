import HTTPTransport
import Testing

@Suite("Letting go ends an exchange on both sides", .timeLimit(.minutes(4)))
struct CancellationTests {
    private enum Event: Sendable {
        case received, closed
    }

    /// A server that sends something and then waits until the client closes.
    private func server(sending start: String, _ events: Events<Event>) throws -> ScriptedServer {
        try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write(start)
            events.send(.received)
            connection.waitForClose()
            events.send(.closed)
        }
    }

    private let openBody = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello"

    @Test("Cancelling before the head closes the connection")
    func beforeHead() async throws {
        let events = Events<Event>()
        let server = try server(sending: "", events)
        let client = CurlClient()
        let task = Task { await client.failure(HTTPRequest(url: server.url)) }
        #expect(await events.next() == .received)
        task.cancel()
        #expect(await task.value?.reason == .cancelled)
        #expect(await events.next() == .closed)
    }

    @Test("A task that was cancelled before it sends never connects")
    func beforeStart() async throws {
        let server = try ScriptedServer.answering { _ in "" }
        let client = CurlClient()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await client.failure(HTTPRequest(url: server.url))
        }
        #expect(await task.value?.reason == .cancelled)
        #expect(server.connectionCount == 0)
    }

    @Test("Cancelling a task that reads the body closes the connection")
    func duringBody() async throws {
        let events = Events<Event>()
        let server = try server(sending: openBody, events)
        let client = CurlClient()
        let body = try await client.send(HTTPRequest(url: server.url)).body
        let task = Task { () -> HTTPTransportError? in
            do throws(HTTPTransportError) {
                _ = try await body.collect()
                return nil
            } catch {
                return error
            }
        }
        task.cancel()
        #expect(await task.value?.reason == .cancelled)
        #expect(await events.next() == .received)
        #expect(await events.next() == .closed)
        // It stays cancelled for whoever else holds the body.
        let again = await #expect(throws: HTTPTransportError.self) { try await body.collect() }
        #expect(again?.reason == .cancelled)
    }

    @Test("Dropping a body before its end closes the connection, though the client lives on")
    func droppedBody() async throws {
        let events = Events<Event>()
        let server = try server(sending: openBody, events)
        let client = CurlClient()
        var response: HTTPResponse? = try await client.send(HTTPRequest(url: server.url))
        #expect(response?.status == 200)
        response = nil
        #expect(await events.next() == .received)
        #expect(await events.next() == .closed)
        client.shutdown()
    }

    @Test("A body can be read to its end after its client was let go")
    func clientDropped() async throws {
        let size = 4 * 1024 * 1024
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write(response(String(repeating: "x", count: size)))
        }
        let body = try await CurlClient().send(HTTPRequest(url: server.url)).body
        #expect(try await body.collect().count == size)
    }

    @Test("Letting go of a client closes its kept connections")
    func kept() async throws {
        let events = Events<Event>()
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write(response("ok"))
            connection.waitForClose()
            events.send(.closed)
        }
        #expect(try await CurlClient().text(HTTPRequest(url: server.url)) == "ok")
        #expect(await events.next() == .closed)
    }

    @Test("Letting go of a client closes its connections to all servers, of which it had more than threads")
    func manyServers() async throws {
        let events = Events<Event>()
        let servers = try (0..<9).map { _ in
            try ScriptedServer { connection in
                _ = connection.readRequest()
                connection.write(response("ok"))
                connection.waitForClose()
                events.send(.closed)
            }
        }
        do {
            let client = CurlClient()
            for server in servers { #expect(try await client.text(HTTPRequest(url: server.url)) == "ok") }
        }
        for _ in servers { #expect(await events.next() == .closed) }
    }

    @Test("Shutting down ends what is under way, and refuses what comes after")
    func shutdown() async throws {
        let events = Events<Event>()
        let server = try server(sending: openBody, events)
        let client = CurlClient()
        let body = try await client.send(HTTPRequest(url: server.url)).body
        client.shutdown()
        let cut = await #expect(throws: HTTPTransportError.self) { try await body.collect() }
        #expect(cut?.reason == .cancelled)
        #expect(await events.next() == .received)
        #expect(await events.next() == .closed)
        #expect(await client.failure(HTTPRequest(url: server.url))?.reason == .cancelled)
        client.shutdown()
    }

    @Test("Cancelling an upload cancels the task that reads our side of it")
    func upload() async throws {
        let events = Events<Event>()
        let never = Events<Event>()
        let server = try ScriptedServer { connection in
            _ = connection.readHead()
            events.send(.received)
            connection.waitForClose()
        }
        let client = CurlClient()
        let task = Task {
            await client.failure(
                HTTPRequest(
                    method: "POST",
                    url: server.url,
                    body: .stream {
                        // Waits for ever, unless it is cancelled.
                        _ = await never.next()
                        events.send(.closed)
                        return nil
                    }
                )
            )
        }
        #expect(await events.next() == .received)
        task.cancel()
        #expect(await task.value?.reason == .cancelled)
        #expect(await events.next() == .closed)
    }
}
