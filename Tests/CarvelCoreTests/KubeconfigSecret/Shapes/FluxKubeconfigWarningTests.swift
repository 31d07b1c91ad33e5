import CarvelCore
import FoundationEssentials
import Testing

@Suite("What about a kubeconfig deserves a warning")
struct FluxKubeconfigWarningTests {
    /// 2026-01-01T00:00:00Z
    private static let now = Date(timeIntervalSince1970: 1_767_225_600)

    private func warnings(server: String, cluster: String = "", user: String = "token: t") throws -> [String] {
        var config = Kubeconfig()
        try config.merge(
            """
            current-context: prod
            contexts: [{name: prod, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: "\(server)", certificate-authority-data: \(PEM.data(PEM.certificate("CA")))\(cluster)}}]
            users: [{name: u, user: {\(user)}}]
            """,
            file: "/k/config"
        )
        return try FluxKubeconfig(config, host: .inMemory()).warnings(at: Self.now).map(\.description)
    }

    @Test("Nothing about a usual one")
    func usual() throws {
        #expect(try warnings(server: "https://prod.example.com:6443") == [])
    }

    @Test(
        "An address that means the machine itself",
        arguments: [
            ("https://localhost:6443", "localhost"), ("https://127.0.0.1:6443", "127.0.0.1"),
            ("https://127.9.9.9", "127.9.9.9"), ("https://[::1]:6443/x", "[::1]"), ("https://0.0.0.0:1", "0.0.0.0"),
            ("https://LOCALHOST", "LOCALHOST"), ("https://kube.localhost:1", "kube.localhost"),
        ]
    )
    func loopback(server: String, host: String) throws {
        #expect(
            try warnings(server: server) == [
                "/k/config: cluster \"c\": server: Flux would look for \(host) in its controller's own pod; give an "
                    + "address that the build cluster can reach"
            ]
        )
    }

    @Test(
        "No address that only looks like it",
        arguments: [
            "https://localhost.example.com", "https://128.0.0.1", "https://127.0.0.1.nip.io", "https://10.0.0.1",
            "https://[2001:db8::1]:6443", "https://host/127.0.0.1", "https://127.0.0.300",
        ]
    )
    func notLoopback(server: String) throws {
        #expect(try warnings(server: server) == [])
    }

    @Test("A proxy on the machine itself, without its password")
    func proxy() throws {
        #expect(
            try warnings(server: "https://prod", cluster: ", proxy-url: \"http://ann:topsecret@localhost:3128\"") == [
                "/k/config: cluster \"c\": proxy-url: Flux would look for localhost in its controller's own pod; give "
                    + "an address that the build cluster can reach"
            ]
        )
    }

    @Test("Plain text, a password, and no authority")
    func others() throws {
        #expect(
            try warnings(server: "http://prod", user: "username: ann, password: topsecret") == [
                "/k/config: cluster \"c\": server: http sends the credentials in plain text; use https",
                "/k/config: user \"u\": username: Kubernetes takes no passwords since 1.19; use a token or a client "
                    + "certificate",
            ]
        )
        #expect(
            try warnings(server: "https://prod", cluster: ", certificate-authority-data: \"\"") == [
                "/k/config: cluster \"c\": there is no certificate authority, so Flux trusts only those that its "
                    + "controller's image brings along"
            ]
        )
    }

    @Test(
        "A token that ended, or will within a week",
        arguments: [
            (-1, "the token ended 2025-12-31T23:59:59Z; get a new one"),
            (0, "the token ended 2026-01-01T00:00:00Z; get a new one"),
            (3600, "the token ends 2026-01-01T01:00:00Z, and Flux can't renew it; rotate the Secret before then"),
            (
                7 * 86400 - 1,
                "the token ends 2026-01-07T23:59:59Z, and Flux can't renew it; rotate the Secret before then"
            ),
            (7 * 86400, nil),
        ] as [(Int, String?)]
    )
    func tokenEnd(secondsFromNow: Int, message: String?) throws {
        let end = Int(Self.now.timeIntervalSince1970) + secondsFromNow
        let token = Self.token(#"{"sub":"ü?>topsecret","exp":\#(end)}"#)
        let expected = message.map { ["/k/config: user \"u\": token: \($0)"] } ?? []
        #expect(try warnings(server: "https://prod", user: "token: \(token)") == expected)
    }

    @Test(
        "A token that does not say when it ends",
        arguments: [
            "opaque", "a.b.c", "..", token("{}"), token("[]"), token("no json"), token(#"{"exp":"soon"}"#),
            token(#"{"exp":-5}"#), token(#"{"exp":1e300}"#), token(#"{"exp":null}"#),
        ]
    )
    func noEnd(token: String) throws {
        #expect(try warnings(server: "https://prod", user: "token: \(token)") == [])
    }

    /// A web token with this payload, in base64 for URLs without padding.
    private static func token(_ payload: String) -> String {
        let parts = [#"{"alg":"none"}"#, payload, "signature"].map { part in
            Base64.encode(part.utf8).replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        }
        return parts.joined(separator: ".")
    }
}
