import HTTPTransport
import Testing

@Suite("A failure says what happened, and where", .timeLimit(.minutes(4)))
struct FailureTests {
    @Test("Nothing listens there")
    func refused() async throws {
        let port = try closedPort()
        let failure = await CurlClient().failure(HTTPRequest(url: "http://127.0.0.1:\(port)/version"))
        #expect(
            failure == HTTPTransportError(reason: .connectionFailed, message: "127.0.0.1:\(port): connection refused")
        )
    }

    @Test("The name has no address")
    func unknownName() async {
        // RFC 2606 keeps `.invalid` free of names.
        let failure = await CurlClient().failure(HTTPRequest(url: "https://no-such-cluster.invalid:6443", proxy: .none))
        #expect(failure?.reason == .nameNotResolved)
        #expect(failure?.message.hasPrefix("no-such-cluster.invalid:6443: ") == true)
    }

    @Test("The handshake takes longer than connecting may take")
    func connectTimeout() async throws {
        let server = try ScriptedServer { $0.waitForClose() }
        let url = server.url.replacing("http:", with: "https:")
        let failure = await CurlClient().failure(HTTPRequest(url: url, connectTimeout: .milliseconds(200)))
        #expect(failure?.reason == .timedOut)
        #expect(failure?.message == "127.0.0.1:\(server.port): no connection within 0.2 seconds")
    }

    @Test(
        "The whole exchange takes longer than it may",
        arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart"]
    )
    func timeout(start: String) async throws {
        let closed = Events<Bool>()
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write(start)
            connection.waitForClose()
            closed.send(true)
        }
        let failure = await CurlClient().failure(HTTPRequest(url: server.url, timeout: .milliseconds(300)))
        #expect(failure?.reason == .timedOut)
        #expect(failure?.message == "127.0.0.1:\(server.port): no complete answer within 0.3 seconds")
        #expect(await closed.next() == true)
    }

    @Test("The server closes without an answer, or resets the connection", arguments: [true, false])
    func lost(byReset: Bool) async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            if byReset { connection.reset() }
        }
        let failure = await CurlClient().failure(HTTPRequest(url: server.url))
        #expect(failure?.reason == .connectionLost)
        #expect(failure?.message.hasPrefix("127.0.0.1:\(server.port): ") == true)
    }

    @Test("What answers is no HTTP server")
    func notHTTP() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("SSH-2.0-OpenSSH_9.2\r\n")
        }
        let failure = await CurlClient().failure(HTTPRequest(url: server.url))
        #expect(failure?.reason == .other)
        #expect(failure?.message.contains("no HTTP server") == true)
    }

    @Test("A server without TLS is asked for it")
    func noTLS() async throws {
        let server = try ScriptedServer { connection in
            connection.write("HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.waitForClose()
        }
        let url = server.url.replacing("http:", with: "https:")
        #expect(await CurlClient().failure(HTTPRequest(url: url))?.reason == .tlsFailed)
    }

    @Test(
        "An address that is none is refused",
        arguments: [
            "", "version", "/version", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http://127.0.0.1:99999/",
            "http://127.0.0.1/a b", "http://127.0.0.1/\r\nX-Evil: 1", "http://127.0.0.1/\u{0}",
        ]
    )
    func invalidURL(url: String) async {
        #expect(await CurlClient().failure(HTTPRequest(url: url))?.reason == .invalidURL)
    }

    @Test(
        "What would smuggle a line into the head is refused before anything is sent, and not repeated",
        arguments: [
            ("GET / HTTP/1.1\r\nX-Evil: secret", "X-A", "a"), ("GE T", "X-A", "a"), ("", "X-A", "a"),
            ("GET", "X-A", "a\r\nX-Evil: secret"), ("GET", "X-A", "secret\n"), ("GET", "X-A", "secret\u{0}"),
            ("GET", "X-Evil: secret\r\nX-A", "a"), ("GET", "", "a"), ("GET", "X A", "a"),
        ]
    )
    func injection(method: String, name: String, value: String) async throws {
        let server = try ScriptedServer.answering { _ in "" }
        var headers: HTTPHeaders = ["Authorization": "Bearer secret"]
        headers.add(name: name, value: value)
        let failure = await CurlClient().failure(HTTPRequest(method: method, url: server.url, headers: headers))
        #expect(failure?.reason == .invalidRequest)
        #expect(failure?.message.contains("secret") == false)
        #expect(server.connectionCount == 0)
    }

    @Test("A password in the address is in no message")
    func addressPassword() async throws {
        let port = try closedPort()
        let failure = await CurlClient().failure(HTTPRequest(url: "http://me:secret@127.0.0.1:\(port)"))
        #expect(failure?.reason == .connectionFailed)
        #expect(failure?.message.contains("secret") == false)
    }
}
