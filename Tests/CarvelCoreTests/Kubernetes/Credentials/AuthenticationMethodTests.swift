import CarvelCore
import HTTPTransport
import Testing

@Suite("One way to log in, and what is not one")
struct AuthenticationMethodTests {
    private static let certificate = "client-certificate-data: \(PEM.data(PEM.certificate("C")))"
    private static let key = "client-key-data: \(PEM.data(PEM.privateKey("K")))"
    private static let oidc = "auth-provider: {name: oidc, config: {id-token: sesame}}"

    private func connection(
        _ user: String,
        cluster: String = "",
        _ overrides: ConnectionOverrides = ConnectionOverrides()
    ) throws -> ClusterConnection {
        var config = Kubeconfig()
        try config.merge(
            """
            current-context: a
            contexts: [{name: a, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: 'https://c'\(cluster)}}]
            users: [{name: u, user: {\(user)}}]
            """,
            file: "/k/config"
        )
        let files = ["/here/crt": PEM.certificate("flag"), "/here/key": PEM.privateKey("flag"), "/k/text": "sesame"]
        return try config.connection(overrides, host: .inMemory(files: files))
    }

    @Test(
        "Two ways to log in are one too many",
        arguments: [
            ("token: t, username: u, password: p", nil, "token and username"),
            ("token: t, password: p", nil, "token and password"),
            ("tokenFile: /t, username: u", nil, "tokenFile and username"),
            ("username: u, password: p", "t", "--token and username"),
        ] as [(String, String?, String)]
    )
    func two(user: String, token: String?, named: String) {
        let message =
            "/k/config: user \"u\": \(named) are two ways to log in; kubectl takes one of them, so remove the other"
        #expect(throws: KubeconfigError(message)) { try connection(user, ConnectionOverrides(token: token)) }
    }

    @Test(
        "A provider that is no more in client-go stops any login, with the way out",
        arguments: [
            ("{name: gcp}", "gke-gcloud-auth-plugin"), ("{name: azure}", "kubelogin convert-kubeconfig"),
            ("{name: openstack}", "there is no provider \"openstack\""), ("{}", "there is no provider \"\""),
        ],
        ["", ", token: t", ", \(certificate), \(key)"]
    )
    func goneProvider(provider: (String, String), other: String) throws {
        let error = #expect(throws: KubeconfigError.self) { try connection("auth-provider: \(provider.0)\(other)") }
        let message = try #require(error?.description)
        #expect(message.hasPrefix("/k/config: user \"u\": auth-provider: "))
        #expect(message.contains(provider.1))
    }

    @Test("OpenID Connect's provider is refused, and with it what it would be asked for", arguments: ["", certificate])
    func openIDConnect(certificate: String) throws {
        let user = certificate.isEmpty ? Self.oidc : "\(Self.oidc), \(certificate), \(Self.key)"
        let error = #expect(throws: KubeconfigError.self) { try connection(user) }
        let message = try #require(error?.description)
        #expect(message.hasPrefix("/k/config: user \"u\": auth-provider: \"oidc\" is not understood here; "))
        #expect(message.contains("kubectl oidc-login"))
        #expect(!message.contains("sesame"))
    }

    @Test("OpenID Connect's provider is not asked where there is a token")
    func openIDConnectWithToken() throws {
        #expect(try connection("\(Self.oidc), token: t").credentials == .token("t"))
        #expect(try connection(Self.oidc, ConnectionOverrides(token: "t")).credentials == .token("t"))
    }

    @Test("A key without a certificate counts for nothing")
    func keyAlone() throws {
        let connection = try connection("\(Self.key), token: t")
        #expect(connection.tls.clientKey == nil)
        #expect(connection.credentials == .token("t"))
    }

    @Test(
        "Texts that are no PEM, and keys that are encrypted, are named with their field and without their content",
        arguments: [
            (
                "client-certificate-data: c2VzYW1l, \(key)",
                "client-certificate-data: there is no certificate in PEM form; expected a line -----BEGIN CERTIFICATE-----"
            ),
            (
                "client-certificate: text, \(key)",
                "client-certificate: /k/text: there is no certificate in PEM form; expected a line -----BEGIN "
                    + "CERTIFICATE-----"
            ),
            (
                "\(certificate), client-key-data: c2VzYW1l",
                "client-key-data: there is no private key in PEM form; expected a line such as -----BEGIN PRIVATE KEY-----"
            ),
            (
                "\(certificate), client-key-data: \(PEM.data(PEM.block("ENCRYPTED PRIVATE KEY", "sesame")))",
                "client-key-data: \(encrypted)"
            ),
            (
                "\(certificate), client-key-data: "
                    + PEM.data(PEM.block("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\r\nDEK-Info: x\r\n\r\nsesame")),
                "client-key-data: \(encrypted)"
            ),
        ]
    )
    func material(user: String, message: String) {
        #expect(throws: KubeconfigError("/k/config: user \"u\": \(message)")) { try connection(user) }
    }

    private static let encrypted =
        "the key is encrypted, and nobody can be asked for its password; decrypt it (openssl pkey -in FILE -out FILE), "
        + "or choose a context whose key is not encrypted"

    @Test("A file of a flag that is no PEM is named with the flag")
    func flagMaterial() {
        let message =
            "--client-key: /here/crt: there is no private key in PEM form; expected a line such as -----BEGIN "
        #expect(throws: KubeconfigError(message + "PRIVATE KEY-----")) {
            try connection("", ConnectionOverrides(clientCertificate: "crt", clientKey: "crt"))
        }
    }

    @Test(
        "A key of any kind will do, also beside its certificate",
        arguments: ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"]
    )
    func keys(label: String) throws {
        let both = PEM.block("EC PARAMETERS", "P") + PEM.certificate("C") + PEM.block(label, "K")
        let connection = try connection(
            "client-certificate-data: \(PEM.data(both)), client-key-data: \(PEM.data(both))"
        )
        #expect(connection.tls.clientKey == Array(both.utf8))
    }

    @Test(
        "What contradicts itself is refused",
        arguments: [
            (
                ", insecure-skip-tls-verify: true, certificate-authority-data: \(PEM.data(PEM.certificate("C")))",
                .init(),
                "/k/config: cluster \"c\": insecure-skip-tls-verify and certificate-authority contradict each other; "
                    + "remove one of them"
            ),
            (
                "", .init(certificateAuthority: "crt", skipsTLSVerification: true),
                "--certificate-authority and --insecure-skip-tls-verify contradict each other; give one of them"
            ),
            (
                ", insecure-skip-tls-verify: \"true\"", .init(),
                "/k/config: cluster \"c\": insecure-skip-tls-verify is neither true nor false; write one of them, without "
                    + "quotes"
            ),
            (
                ", proxy-url: \"user:sesame@proxy\"", .init(),
                "/k/config: cluster \"c\": proxy-url is no address of a proxy; expected http://, https:// or socks5:// in "
                    + "front"
            ),
        ] as [(String, ConnectionOverrides, String)]
    )
    func contradictions(cluster: String, overrides: ConnectionOverrides, message: String) {
        #expect(throws: KubeconfigError(message)) { try connection("token: t", cluster: cluster, overrides) }
    }

    @Test("A flag about trust takes the place of all that the kubeconfig says about it")
    func trustFlags() throws {
        let authority = ", certificate-authority-data: \(PEM.data(PEM.certificate("C")))"
        let open = try connection("", cluster: authority, ConnectionOverrides(skipsTLSVerification: true))
        #expect(!open.tls.verifiesServer)
        #expect(open.tls.certificateAuthority == nil)
        let verified = try connection(
            "",
            cluster: ", insecure-skip-tls-verify: true",
            ConnectionOverrides(certificateAuthority: "crt")
        )
        #expect(verified.tls.verifiesServer)
        #expect(verified.tls.certificateAuthority == Array(PEM.certificate("flag").utf8))
    }

    @Test(
        "Whom to act as must be said with the rest of it",
        arguments: ["as-uid: \"7\"", "as-groups: [a]", "as-user-extra: {a: [b]}"]
    )
    func impersonation(user: String) {
        let message =
            "/k/config: user \"u\": as-uid, as-groups and as-user-extra need as, the user to act as; add it, or give --as"
        #expect(throws: KubeconfigError(message)) { try connection("token: t, \(user)") }
    }

    @Test(
        "Groups and extras that are no texts are not passed over",
        arguments: [
            ("as-groups: [1]", "as-groups[0] is no text; put it in quotes"), ("as-groups: a", "as-groups is no list"),
            ("as-user-extra: {a: b}", "as-user-extra: a is no list"),
            ("as-user-extra: [a]", "as-user-extra is no map of lists"),
        ]
    )
    func wrongTypes(user: String, message: String) {
        #expect(throws: KubeconfigError("/k/config: user \"u\": \(message)")) { try connection("as: bob, \(user)") }
    }
}
