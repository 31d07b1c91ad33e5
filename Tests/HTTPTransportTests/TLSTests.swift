import HTTPTransport
import Testing

@Suite("TLS: whom we trust, and who we are", .timeLimit(.minutes(4)))
struct TLSTests {
    private func options(client: String? = nil, serverName: String? = nil) throws -> TLSOptions {
        try TestCertificates.shared.options(client: client, serverName: serverName)
    }

    @Test("A server whose authority is given is trusted")
    func trusted() async throws {
        let server = try TLSServer()
        let seen = try await server.seen(by: CurlClient(), options())
        #expect(seen == TLSServer.Seen(connection: "1", client: "", name: "", host: "127.0.0.1:\(server.port)"))
    }

    @Test("A server is not trusted by this machine's authorities, nor by another given one", arguments: [false, true])
    func unknownAuthority(isAnotherGiven: Bool) async throws {
        let server = try TLSServer()
        var tls = TLSOptions()
        if isAnotherGiven { tls.certificateAuthority = try TestCertificates.shared.pem("stranger.crt") }
        let failure = await CurlClient().failure(HTTPRequest(url: server.url, tls: tls))
        let message = "127.0.0.1:\(server.port): the server's certificate is signed by an unknown authority"
        #expect(failure == HTTPTransportError(reason: .serverNotTrusted, message: message))
    }

    @Test("Without checks any server will do, but only for that request")
    func unchecked() async throws {
        let server = try TLSServer(certificate: "stranger")
        let client = CurlClient()
        let seen = try await server.seen(by: client, TLSOptions(verifiesServer: false))
        #expect(seen.connection == "1")
        let failure = await client.failure(HTTPRequest(url: server.url))
        #expect(failure?.reason == .serverNotTrusted)
    }

    @Test("A certificate for another name is not trusted", arguments: [nil, "other.cluster.test"])
    func wrongName(serverName: String?) async throws {
        let server = try TLSServer(certificate: "named")
        let failure = await CurlClient().failure(HTTPRequest(url: server.url, tls: try options(serverName: serverName)))
        #expect(failure?.reason == .serverNotTrusted)
        #expect(failure?.message.hasSuffix("is not for the name \(serverName ?? "127.0.0.1")") == true)
    }

    @Test("The server name is asked for and checked, while address and Host stay those of the URL")
    func serverName() async throws {
        let server = try TLSServer(certificate: "named")
        let seen = try await server.seen(by: CurlClient(), options(serverName: "api.cluster.test"))
        #expect(seen.name == "api.cluster.test")
        #expect(seen.host == "127.0.0.1:\(server.port)")
    }

    @Test("Two servers with the same server name stay two")
    func sameServerName() async throws {
        let (first, second) = (try TLSServer(certificate: "named"), try TLSServer(certificate: "named"))
        let client = CurlClient()
        for server in [first, second, first] {
            let seen = try await server.seen(by: client, options(serverName: "api.cluster.test"))
            #expect(seen.host == "127.0.0.1:\(server.port)")
            #expect(seen.connection == "1")
        }
    }

    @Test("The server sees our certificate")
    func clientCertificate() async throws {
        let server = try TLSServer(clients: .required)
        #expect(try await server.seen(by: CurlClient(), options(client: "alice")).client == "alice")
    }

    @Test("Identities never share a connection, and each keeps its own")
    func identities() async throws {
        let server = try TLSServer(clients: .optional)
        let client = CurlClient()
        var connections: [String: Set<String>] = [:]
        for _ in 0..<3 {
            for name in ["alice", "bob", ""] {
                let seen = try await server.seen(by: client, options(client: name.isEmpty ? nil : name))
                #expect(seen.client == name)
                connections[name, default: []].insert(seen.connection)
            }
        }
        #expect(connections.values.map(\.count) == [1, 1, 1])
        #expect(connections.values.reduce(Set<String>()) { $0.union($1) }.count == 3)
    }

    @Test("A certificate with a key that is not its own gets no connection, though one is open for its owner")
    func foreignKey() async throws {
        let server = try TLSServer(clients: .optional)
        let client = CurlClient()
        var tls = try options(client: "alice")
        #expect(try await server.seen(by: client, tls).client == "alice")
        tls.clientKey = try TestCertificates.shared.pem("bob.key")
        let failure = await client.failure(HTTPRequest(url: server.url, tls: tls))
        #expect(failure?.reason == .badCredentials)
    }

    @Test("A server that needs a certificate says so, or that it does not know ours", arguments: [nil, "stranger"])
    func refusedClient(name: String?) async throws {
        let server = try TLSServer(clients: .required)
        let failure = await CurlClient().failure(HTTPRequest(url: server.url, tls: try options(client: name)))
        #expect(failure?.reason == .tlsFailed)
        let meaning = name == nil ? "asks for a client certificate" : "does not know who signed our client certificate"
        #expect(failure?.message == "127.0.0.1:\(server.port): the server \(meaning)")
    }

    @Test("Credentials that can't be used are told apart from a server that refuses")
    func badCredentials() async throws {
        let server = try TLSServer()
        let good = try options(client: "alice")
        var cases = [good, good, good, good]
        cases[0].certificateAuthority = Array("no PEM".utf8)
        cases[1].clientCertificate = Array("no PEM".utf8)
        cases[2].clientKey = Array("no PEM".utf8)
        cases[3].clientKey = nil
        for tls in cases {
            let failure = await CurlClient().failure(HTTPRequest(url: server.url, tls: tls))
            #expect(failure?.reason == .badCredentials)
        }
    }
}
