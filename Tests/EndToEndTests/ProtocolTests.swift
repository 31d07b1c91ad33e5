import HTTPTransport
import Sandbox
import Testing

@Suite("HTTP/2 between our client and the API servers")
struct ProtocolTests {
    /// Requests of an administrator, over a client that has one connection alone.
    private struct Access: Sendable {
        let client = CurlClient(maxConnectionsPerHost: 1)
        let url: String
        let tls: TLSOptions

        init(_ bench: Workbench) throws {
            let server = try #require(try bench.clusters().servers["build"])
            let identity = try server.clientCertificate(user: "tester", groups: ["system:masters"])
            url = server.url
            tls = TLSOptions(
                certificateAuthority: Array(server.certificateAuthorityPEM.utf8),
                clientCertificate: Array(identity.certificate.utf8),
                clientKey: Array(identity.key.utf8)
            )
        }

        func get(_ path: String) async throws -> HTTPResponse {
            try await client.send(HTTPRequest(method: "GET", url: url + path, tls: tls))
        }
    }

    @Test("A hundred requests at once are answered over it")
    func requests() async throws {
        try await Workbench.with { bench in
            let access = try Access(bench)
            defer { access.client.shutdown() }
            let bodies = try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        let response = try await access.get("/api/v1/namespaces/flux-system")
                        #expect(response.status == 200)
                        #expect(response.version == "2")
                        return try await response.body.collect()
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(bodies.count == 100)
            #expect(Set(bodies).count == 1)
        }
    }

    @Test("One connection carries many watches, and other requests beside them")
    func watches() async throws {
        try await Workbench.with { bench in
            let access = try Access(bench)
            defer { access.client.shutdown() }
            try await withDeadline(of: "50 watches and a request") {
                var open: [HTTPResponse] = []
                for _ in 0..<50 {
                    let watch = try await access.get("/api/v1/namespaces?watch=true")
                    #expect(watch.status == 200)
                    open.append(watch)
                }
                let other = try await access.get("/api/v1/namespaces/flux-system")
                #expect(other.status == 200)
                #expect(open.allSatisfy { $0.version == "2" })
            }
        }
    }
}
