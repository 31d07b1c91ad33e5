import HTTPTransport
import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("What Flux reads of a kubeconfig Secret")
struct FluxReadingTests {
    private static func secret(_ data: [String: String]) -> KubernetesObject {
        var members: JSONValue = [:]
        for (key, text) in data { members[key] = .string(Base64.encode(text.utf8)) }
        return KubernetesObject(.secret, name: "s", namespace: "apps", ["data": members])
    }

    private static func config(user: String = "token: t", cluster: String = "", server: String = "https://c") -> String
    {
        """
        current-context: main
        contexts:
        - {name: main, context: {cluster: c, user: u, namespace: shop}}
        - {name: other, context: {cluster: d, user: v}}
        clusters:
        - {name: c, cluster: {server: "\(server)"\(cluster)}}
        - {name: d, cluster: {server: "https://d", insecure-skip-tls-verify: true}}
        users:
        - {name: u, user: {\(user)}}
        - {name: v, user: {exec: {command: aws}}}
        """
    }

    private func reading(
        _ data: [String: String],
        key: String? = nil,
        permitted: FluxPermissions = []
    ) throws -> FluxReading {
        try FluxReading(Self.secret(data), key: key, permitted: permitted)
    }

    @Test("The key that is named, else value, else value.yaml")
    func keys() throws {
        let old = Self.config(server: "https://old")
        let new = Self.config(server: "https://new")
        #expect(try reading(["value": old, "value.yaml": new]).connection.server == "https://old")
        #expect(try reading(["value.yaml": new]).key == "value.yaml")
        #expect(try reading(["value": old, "value.yaml": new], key: "value.yaml").connection.server == "https://new")
        #expect(try reading(["value": old], key: "").key == "value")
    }

    @Test("An empty key is not passed over, and a missing one is named")
    func missing() {
        func reason(_ data: [String: String], key: String? = nil) -> FluxReadingError.Reason? {
            do throws(FluxReadingError) {
                _ = try FluxReading(Self.secret(data), key: key)
                return nil
            } catch {
                return error.reason
            }
        }
        #expect(reason(["value": "", "value.yaml": Self.config()]) == .empty(key: "value"))
        #expect(reason([:]) == .noKey(expected: ["value", "value.yaml"], found: []))
        #expect(reason(["value": Self.config()], key: "config") == .noKey(expected: ["config"], found: ["value"]))
    }

    @Test("Base64 that is none, and bytes that are no text")
    func bytes() {
        var secret = Self.secret([:])
        secret.json["data"] = ["value": "*"]
        #expect(throws: FluxReadingError(secret: "s", .notBase64(key: "value"))) { try FluxReading(secret) }
        secret.json["data"] = ["value": "/w=="]
        #expect(throws: FluxReadingError(secret: "s", .notText(key: "value"))) { try FluxReading(secret) }
    }

    @Test("The current context's server, credentials and trust, and nothing of the others")
    func kept() throws {
        let certificate = PEM.data(PEM.certificate("CERT"))
        let user = "client-certificate-data: \(certificate), client-key-data: \(PEM.data(PEM.privateKey("KEY")))"
        let reading = try reading([
            "value": Self.config(
                user: user,
                cluster: ", certificate-authority-data: \(certificate), tls-server-name: k, proxy-url: \"http://p\""
            )
        ])
        let connection = reading.connection
        #expect(connection.server == "https://c")
        #expect(connection.tls.serverName == "k")
        #expect(connection.proxy == "http://p")
        #expect(connection.tls.certificateAuthority == Array(PEM.certificate("CERT").utf8))
        #expect(connection.tls.clientKey == Array(PEM.privateKey("KEY").utf8))
        #expect(connection.credentials == .none)
        #expect(reading.dropped == [])
    }

    @Test(
        "What is dropped",
        arguments: [
            ("exec: {command: aws}", "exec"), ("token: t, auth-provider: {name: oidc}", "auth-provider"),
            ("token: t, as: bob", "as"), ("token: t, as-groups: [a]", "as-groups"), ("token: t, as-uid: '7'", "as-uid"),
            ("token: t, as-user-extra: {a: [b]}", "as-user-extra"), ("token: t, tokenFile: /run/token", "tokenFile"),
            ("client-certificate: /c", "client-certificate"),
        ]
    )
    func dropped(user: String, member: String) throws {
        let reading = try reading(["value": Self.config(user: user)])
        #expect(reading.dropped.map(\.description) == ["user \"u\": \(member)"])
        #expect(reading.connection.impersonation == nil)
        #expect(reading.connection.credentials == (user.contains("token: t") ? .token("t") : .none))
    }

    @Test("Paths of files are dropped, unless their contents stand beside them, and all of them are known")
    func files() throws {
        let data = PEM.data(PEM.certificate("CA"))
        let both = ", certificate-authority: /ca, certificate-authority-data: \(data)"
        #expect(try reading(["value": Self.config(cluster: both)]).dropped == [])
        let path = try reading(["value": Self.config(cluster: ", certificate-authority: /ca")])
        #expect(path.dropped.map(\.description) == ["cluster \"c\": certificate-authority"])
        #expect(path.filePaths == ["cluster \"c\": certificate-authority"])
        #expect(path.connection.tls.certificateAuthority == nil)
    }

    @Test("A token file alone is looked for in the controller's pod")
    func tokenFile() {
        let error = #expect(throws: FluxReadingError.self) {
            try reading(["value": Self.config(user: "tokenFile: /run/token")])
        }
        #expect(error?.description.contains("tokenFile: Flux looks for the file in its controller's own pod") == true)
    }

    @Test("What the flags of the controllers permit is kept")
    func permitted() throws {
        let insecure = ["value": Self.config(cluster: ", insecure-skip-tls-verify: true")]
        #expect(try reading(insecure).connection.tls.verifiesServer)
        #expect(try reading(insecure).dropped.map(\.member) == ["insecure-skip-tls-verify"])
        #expect(try !reading(insecure, permitted: .insecureTLS).connection.tls.verifiesServer)
        #expect(try reading(insecure, permitted: .insecureTLS).dropped == [])

        let exec = "exec: {apiVersion: client.authentication.k8s.io/v1, command: aws, interactiveMode: Never}"
        let program = ["value": Self.config(user: exec)]
        #expect(try reading(program).connection.credentials == .none)
        guard case .exec = try reading(program, permitted: .exec).connection.credentials else {
            Issue.record("expected the program")
            return
        }
    }

    @Test("kapp-controller takes what no flag of Flux permits")
    func kappController() throws {
        let config = Self.config(user: "token: t, as: bob", cluster: ", insecure-skip-tls-verify: true")
        let reading = try reading(["value": config], permitted: .ofKappController)
        #expect(reading.dropped == [])
        #expect(reading.connection.impersonation?.user == "bob")
        #expect(!reading.connection.tls.verifiesServer)
    }

    @Test("Without a current context, or with one that is not there, there is no connection")
    func contexts() {
        for text in ["kind: Config", Self.config().replacing("current-context: main", with: "current-context: m")] {
            #expect(throws: FluxReadingError.self) { try reading(["value": text]) }
        }
    }

    @Test("No message holds anything of the data")
    func silent() {
        for text in ["topsecret: [", "token: topsecret\n - x", Self.config(user: "token: {a: topsecret}")] {
            let error = #expect(throws: FluxReadingError.self) { try reading(["value": text]) }
            #expect(error?.description.contains("topsecret") == false)
        }
    }
}
