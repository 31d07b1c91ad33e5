import Testing

@testable import HTTPTransport

@Suite("Requests leave the way that was asked for", .timeLimit(.minutes(4)))
struct ProxyTests {
    @Test("An http proxy gets the whole address and its password; the message of its failure holds neither")
    func httpProxy() async throws {
        let server = try ScriptedServer.answering { _ in "direct" }
        let received = Events<ReceivedRequest>()
        let proxy = try ScriptedServer.answering { request in
            received.send(request)
            return "by proxy"
        }
        let client = CurlClient()
        var request = HTTPRequest(url: server.url + "/x", proxy: .url("http://me:secret@127.0.0.1:\(proxy.port)"))
        #expect(try await client.text(request) == "by proxy")
        let seen = try #require(await received.next())
        #expect(seen.target == server.url + "/x")
        #expect(seen.headers["Proxy-Authorization"] == "Basic bWU6c2VjcmV0")
        request.proxy = .none
        #expect(try await client.text(request) == "direct")
        let port = try closedPort()
        request.proxy = .url("http://me:secret@127.0.0.1:\(port)")
        let failure = await client.failure(request)
        #expect(failure?.reason == .connectionFailed)
        #expect(failure?.message.contains("(through the proxy 127.0.0.1:\(port))") == true)
        #expect(failure?.message.contains("secret") == false)
    }

    @Test("A tunnel is asked for to the real server, without the request's headers; a refusal is the proxy's")
    func tunnel() async throws {
        let received = Events<ReceivedRequest>()
        let proxy = try ScriptedServer { connection in
            guard let request = connection.readHead() else { return }
            received.send(request)
            connection.write("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        }
        let request = HTTPRequest(
            url: "https://10.9.8.7:6443/version",
            headers: ["Authorization": "Bearer secret"],
            tls: TLSOptions(serverName: "api.cluster.test"),
            proxy: .url("http://127.0.0.1:\(proxy.port)")
        )
        let failure = await CurlClient().failure(request)
        let message = "10.9.8.7:6443: the proxy 127.0.0.1:\(proxy.port) refused the connection with status 407"
        #expect(failure == HTTPTransportError(reason: .proxyFailed, message: message))
        let seen = try #require(await received.next())
        #expect(seen.method == "CONNECT")
        #expect(seen.target == "10.9.8.7:6443")
        #expect(seen.headers["Authorization"] == nil)
    }

    @Test("A socks5 proxy gets the server's name; a refusal is the proxy's")
    func socks() async throws {
        let received = Events<[UInt8]>()
        let proxy = try ScriptedServer { connection in
            guard let greeting = connection.read(2), connection.read(Int(greeting[1])) != nil else { return }
            connection.write([5, 0])
            received.send(connection.read(5 + 12 + 2) ?? [])
            // "Connection not allowed by ruleset".
            connection.write([5, 2, 0, 1, 0, 0, 0, 0, 0, 0])
            connection.waitForClose()
        }
        let request = HTTPRequest(url: "http://cluster.test", proxy: .url("socks5://127.0.0.1:\(proxy.port)"))
        #expect(await CurlClient().failure(request)?.reason == .proxyFailed)
        #expect(await received.next() == [5, 1, 0, 3, 12] + Array("cluster.test".utf8) + [0, 80])
    }

    @Test("A proxy's address that can't be used is refused", arguments: ["ftp://127.0.0.1:1", "http://a b", "http://"])
    func invalid(address: String) async {
        let failure = await CurlClient().failure(HTTPRequest(url: "http://127.0.0.1", proxy: .url(address)))
        #expect(failure?.reason == .invalidRequest)
    }

    // MARK: The environment

    private func proxy(for url: String, _ variables: [String: String]) throws -> String? {
        try ProxyEnvironment { variables[$0] }.proxy(for: #require(ServerAddress(url)))
    }

    @Test("Each scheme has its variable, small letters first")
    func variables() throws {
        let both = ["HTTP_PROXY": "http://p:1", "HTTPS_PROXY": "http://p:2", "https_proxy": "http://p:3"]
        #expect(try proxy(for: "http://a.test", both) == "http://p:1")
        #expect(try proxy(for: "https://a.test", both) == "http://p:3")
        #expect(try proxy(for: "https://a.test", ["ALL_PROXY": "socks5://p:4"]) == "socks5://p:4")
        #expect(try proxy(for: "https://a.test", ["HTTPS_PROXY": ""]) == nil)
        #expect(try proxy(for: "https://a.test", [:]) == nil)
        #expect(try proxy(for: "http://a.test", ["HTTP_PROXY": "http://evil", "REQUEST_METHOD": "GET"]) == nil)
    }

    @Test(
        "NO_PROXY names what is reached directly",
        arguments: [
            ("https://a.test", "*", true), ("https://a.test", "b.test, A.test", true),
            ("https://x.a.test", "a.test", true),
            ("https://xa.test", "a.test", false), ("https://a.test", ".a.test", false),
            ("https://x.a.test", ".a.test", true),
            ("https://x.a.test", "*.a.test", true), ("https://a.test:6443", "a.test:6443", true),
            ("https://a.test", "a.test:6443", false), ("https://10.1.2.3", "10.1.0.0/16", true),
            ("https://10.2.2.3", "10.1.0.0/16", false), ("https://10.1.2.3", "10.1.2.3", true),
            ("https://10.1.2.3", "1.2.3", false), ("https://10.1.2.3:6443", "10.1.2.3:6443", true),
            ("https://[fd00::1]", "fd00::/8", true), ("https://[fd00::1]", "[fd00::1]", true),
            ("https://[fe00::1]", "fd00::/8", false), ("https://10.1.2.3", "10.1.2.3/33", false),
            ("https://127.0.0.1:6443", "", true), ("https://localhost:6443", "", true), ("https://[::1]", "", true),
            ("https://a.test", "", false),
        ]
    )
    func exceptions(url: String, list: String, isDirect: Bool) throws {
        let found = try proxy(for: url, ["HTTPS_PROXY": "http://p:1", "NO_PROXY": list])
        #expect((found == nil) == isDirect)
    }

    @Test("The real host counts for NO_PROXY, not the TLS server name, and a proxy asked for counts always")
    func choice() throws {
        let environment = ProxyEnvironment { ["HTTPS_PROXY": "p:1", "NO_PROXY": "10.0.0.0/8"][$0] }
        var request = HTTPRequest(url: "https://10.1.2.3", tls: TLSOptions(serverName: "api.test"))
        #expect(try PreparedRequest(request, environment: environment).proxy == nil)
        request.url = "https://11.1.2.3"
        #expect(try PreparedRequest(request, environment: environment).proxy?.url == "http://p:1")
        request.proxy = .none
        #expect(try PreparedRequest(request, environment: environment).proxy == nil)
        request.url = "https://10.1.2.3"
        request.proxy = .url("https://q:2")
        #expect(try PreparedRequest(request, environment: environment).proxy?.url == "https://q:2")
    }
}
