import Foundation
import Synchronization
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Logging in to the API server")
struct AuthenticationTests {
    private static let whoAmI = "/apis/authentication.k8s.io/v1/selfsubjectreviews"

    private func user(_ cluster: TestCluster, as credentials: TestCluster.Credentials) async throws -> CurlAnswer {
        try await cluster.send("POST", Self.whoAmI, ["kind": "SelfSubjectReview"], as: credentials)
    }

    private func groups(_ answer: CurlAnswer) -> [String] {
        answer.json[path: "status", "userInfo", "groups"]?.array?.compactMap(\.string) ?? []
    }

    @Test("works with a client certificate")
    func certificate() async throws {
        try await withCluster { cluster in
            let answer = try await user(cluster, as: cluster.addUser("jane", groups: ["devs", "ops"]))
            #expect(answer.json[path: "status", "userInfo", "username"] == "jane")
            #expect(groups(answer) == ["devs", "ops", "system:authenticated"])
        }
    }

    @Test("fails with 401 for a certificate of another authority or an expired one, over HTTP/1.1 and HTTP/2")
    func badCertificates() async throws {
        try await withCluster { cluster in
            let other = try CertificateAuthority(name: "test-ca").clientCertificate(
                user: "admin",
                groups: ["system:masters"]
            )
            let stranger = try cluster.write("stranger", certificate: other.certificatePEM, key: other.keyPEM)
            let old = try cluster.authority.clientCertificate(user: "admin", groups: ["system:masters"], validFor: -60)
            let expired = try cluster.write("expired", certificate: old.certificatePEM, key: old.keyPEM)
            for credentials in [stranger, expired] {
                for option in ["--http1.1", "--http2"] {
                    let answer = try await cluster.send("GET", "/version", as: credentials, options: [option])
                    #expect(answer.status == 401)
                    #expect(answer.json["reason"] == "Unauthorized")
                }
            }
        }
    }

    @Test("works with a token that a test has added, until it is removed")
    func staticToken() async throws {
        try await withCluster { cluster in
            cluster.server.addToken("secret-token", user: "flux", groups: ["system:masters"])
            let answer = try await cluster.send("GET", "/api/v1/namespaces", as: .token("secret-token"))
            #expect(answer.status == 200)
            #expect(cluster.server.requests.last?.user == "flux")
            cluster.server.removeToken("secret-token")
            #expect(try await cluster.send("GET", "/api/v1/namespaces", as: .token("secret-token")).status == 401)
        }
    }

    @Test("is not needed for version and health, but for everything else")
    func anonymous() async throws {
        try await withCluster { cluster in
            for path in ["/version", "/healthz", "/livez", "/readyz"] {
                #expect(try await cluster.send("GET", path, as: .none).status == 200)
            }
            let discovery = try await cluster.send("GET", "/apis", as: .none)
            #expect(discovery.status == 403)
            #expect(discovery.json["message"] == "forbidden: User \"system:anonymous\" cannot get path \"/apis\"")
            let jane = try cluster.addUser("jane")
            #expect(try await cluster.send("GET", "/apis", as: jane).status == 200)
            #expect(try await cluster.send("GET", "/api/v1/secrets", as: jane).status == 403)
        }
    }

    @Test("works with a service account's token until it expires, is revoked or loses its account")
    func serviceAccountToken() async throws {
        let clock = Clock()
        var configuration = APIServer.Configuration(name: "test")
        configuration.now = { clock.now }
        try await withCluster(configuration) { cluster in
            try await cluster.createNamespace("apps")
            let account = "/api/v1/namespaces/apps/serviceaccounts"
            try await cluster.send("POST", account, ["metadata": ["name": "viewer"]])
            func issue() async throws -> TestCluster.Credentials {
                let request: JSONValue = ["spec": ["expirationSeconds": 600]]
                let answer = try await cluster.send("POST", "\(account)/viewer/token", request)
                return .token(try #require(answer.json[path: "status", "token"]?.string))
            }
            let first = try await issue()
            #expect(try await user(cluster, as: first).status == 201)
            clock.advance(599)
            #expect(try await user(cluster, as: first).status == 201)
            clock.advance(1)
            #expect(try await user(cluster, as: first).status == 401)

            let second = try await issue()
            cluster.server.revokeServiceAccountTokens()
            #expect(try await user(cluster, as: second).status == 401)

            let third = try await issue()
            #expect(try await user(cluster, as: third).status == 201)
            try await cluster.send("DELETE", "\(account)/viewer")
            try await cluster.send("POST", account, ["metadata": ["name": "viewer"]])
            #expect(try await user(cluster, as: third).status == 401)
        }
    }

    @Test("works with the token that the server puts into a Secret, until the Secret goes")
    func secretToken() async throws {
        try await withCluster { cluster in
            try await cluster.createNamespace("apps")
            try await cluster.send(
                "POST",
                "/api/v1/namespaces/apps/serviceaccounts",
                ["metadata": ["name": "viewer"]]
            )
            let path = "/api/v1/namespaces/apps/secrets/viewer-token"
            try await cluster.apply(
                path,
                [
                    "apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/service-account-token",
                    "metadata": [
                        "name": "viewer-token",
                        "annotations": ["kubernetes.io/service-account.name": "viewer"],
                    ],
                ]
            )
            let secret = try await cluster.send("GET", path).json
            func data(_ key: String) throws -> String {
                let bytes = try #require(secret[path: "data", key]?.string.flatMap { Data(base64Encoded: $0) })
                return String(decoding: bytes, as: UTF8.self)
            }
            #expect(try data("namespace") == "apps")
            #expect(try data("ca.crt") == cluster.server.certificateAuthorityPEM)
            let token = try TestCluster.Credentials.token(data("token"))
            let answer = try await user(cluster, as: token)
            #expect(answer.json[path: "status", "userInfo", "username"] == "system:serviceaccount:apps:viewer")
            try await cluster.send("DELETE", path)
            #expect(try await user(cluster, as: token).status == 401)
        }
    }
}

/// A clock that a test moves.
private final class Clock: Sendable {
    private let seconds = Mutex(1_800_000_000.0)

    var now: Date { Date(timeIntervalSince1970: seconds.withLock { $0 }) }

    func advance(_ duration: Double) {
        seconds.withLock { $0 += duration }
    }
}
