import CarvelCore
import HTTPTransport
import Testing

@Suite("From a context to a connection")
struct KubeconfigResolutionTests {
    private static let text = """
        current-context: prod
        contexts:
        - {name: prod, context: {cluster: prod, user: cert, namespace: shop}}
        - {name: staging, context: {cluster: staging, user: token}}
        - {name: no-cluster, context: {user: token}}
        - {name: lost-cluster, context: {cluster: gone, user: token}}
        - {name: lost-user, context: {cluster: prod, user: gone}}
        - {name: no-server, context: {cluster: bare, user: token}}
        clusters:
        - name: prod
          cluster:
            server: https://prod:6443/
            certificate-authority: pki/ca.crt
            tls-server-name: kubernetes
            proxy-url: socks5://proxy:1080
        - name: staging
          cluster: {server: "https://staging:6443", certificate-authority-data: "\(inlineAuthority)", certificate-authority: none.crt}
        - {name: bare, cluster: {}}
        - {name: open, cluster: {server: "https://open", insecure-skip-tls-verify: true}}
        users:
        - {name: cert, user: {client-certificate: ../tls.crt, client-key: /abs/tls.key}}
        - {name: token, user: {token: sesame}}
        - {name: file, user: {tokenFile: token.txt, token: until-then}}
        - {name: password, user: {username: ann, password: sesame}}
        - {name: half, user: {client-certificate-data: \(certificate)}}
        - {name: other-half, user: {client-key-data: a2V5}}
        - {name: number, user: {token: 12345}}
        - {name: bad-data, user: {client-certificate-data: "*", client-key-data: a2V5}}
        - name: acting
          user: {token: sesame, as: bob, as-uid: "7", as-groups: [a, b], as-user-extra: {scope: [x, "y"]}}
        """
    /// In two lines, as some tools write it.
    private static let inlineAuthority: String = {
        let data = PEM.data(PEM.certificate("Inline"))
        return "\(data.prefix(20))\\n\(data.dropFirst(20))"
    }()
    private static let certificate = PEM.data(PEM.certificate("CERT"))

    private let host = Host.inMemory(
        files: [
            "/home/me/.kube/config": text, "/home/me/.kube/pki/ca.crt": PEM.certificate("CA"),
            "/home/me/tls.crt": PEM.certificate("CERT"), "/abs/tls.key": PEM.privateKey("KEY"),
            "/home/me/.kube/token.txt": "from-file\n", "/here/flag.crt": PEM.certificate("FLAG CERT"),
            "/here/flag.key": PEM.privateKey("FLAG KEY"), "/here/flag-ca.crt": PEM.certificate("FLAG CA"),
        ],
        variables: ["HOME": "/home/me"]
    )

    private func connection(_ overrides: ConnectionOverrides = ConnectionOverrides()) throws -> ClusterConnection {
        try Kubeconfig.load(explicitPath: nil, host: host).connection(overrides, host: host)
    }

    @Test("Takes the current context, with files read relative to the kubeconfig")
    func current() throws {
        let prod = try connection()
        #expect(prod.name == "prod")
        #expect(prod.server == "https://prod:6443")
        #expect(prod.namespace == "shop")
        #expect(prod.proxy == "socks5://proxy:1080")
        #expect(prod.tls.certificateAuthority == Array(PEM.certificate("CA").utf8))
        #expect(prod.tls.clientCertificate == Array(PEM.certificate("CERT").utf8))
        #expect(prod.tls.clientKey == Array(PEM.privateKey("KEY").utf8))
        #expect(prod.tls.serverName == "kubernetes")
        #expect(prod.tls.verifiesServer)
        #expect(prod.credentials == .none)
        #expect(prod.impersonation == nil)
    }

    @Test("Data wins over the file of the same name")
    func data() throws {
        let staging = try connection(ConnectionOverrides(context: "staging"))
        #expect(staging.tls.certificateAuthority == Array(PEM.certificate("Inline").utf8))
        #expect(staging.credentials == .token("sesame"))
        #expect(staging.namespace == "default")
    }

    @Test("Flags win over the kubeconfig")
    func overrides() throws {
        let connection = try connection(
            ConnectionOverrides(
                namespace: "mine",
                token: "flag-token",
                certificateAuthority: "flag-ca.crt",
                clientCertificate: "flag.crt",
                clientKey: "/here/flag.key",
                tlsServerName: "flag-name"
            )
        )
        #expect(connection.server == "https://prod:6443")
        #expect(connection.namespace == "mine")
        #expect(connection.credentials == .token("flag-token"))
        #expect(connection.tls.certificateAuthority == Array(PEM.certificate("FLAG CA").utf8))
        #expect(connection.tls.clientCertificate == Array(PEM.certificate("FLAG CERT").utf8))
        #expect(connection.tls.clientKey == Array(PEM.privateKey("FLAG KEY").utf8))
        #expect(connection.tls.serverName == "flag-name")
    }

    @Test("--cluster and --user choose other entries than the context's")
    func otherEntries() throws {
        let connection = try connection(ConnectionOverrides(cluster: "staging", user: "token"))
        #expect(connection.server == "https://staging:6443")
        #expect(connection.credentials == .token("sesame"))
        #expect(connection.namespace == "shop")
    }

    @Test("--server takes the place of the address, and of the name that was expected of the other")
    func otherServer() throws {
        let connection = try connection(ConnectionOverrides(server: "https://elsewhere:6443"))
        #expect(connection.server == "https://elsewhere:6443")
        #expect(connection.tls.serverName == nil)
        #expect(connection.tls.certificateAuthority == Array(PEM.certificate("CA").utf8))
    }

    @Test("--server is enough where there is no kubeconfig")
    func serverAlone() throws {
        let host = Host.inMemory()
        let config = try Kubeconfig.load(explicitPath: nil, host: host)
        let connection = try config.connection(ConnectionOverrides(server: "http://127.0.0.1:8001"), host: host)
        #expect(connection.server == "http://127.0.0.1:8001")
        #expect(connection.name == "http://127.0.0.1:8001")
        #expect(connection.credentials == .none)
    }

    @Test("Without verification there is no authority to check against")
    func insecure() throws {
        let open = try connection(ConnectionOverrides(cluster: "open"))
        #expect(!open.tls.verifiesServer)
        let flag = try connection(ConnectionOverrides(skipsTLSVerification: true))
        #expect(!flag.tls.verifiesServer)
        #expect(flag.tls.certificateAuthority == nil)
        let verified = try connection(ConnectionOverrides(cluster: "open", skipsTLSVerification: false))
        #expect(verified.tls.verifiesServer)
    }

    @Test(
        "Every way to log in",
        arguments: [
            ("token", .token("sesame")),
            (
                "file",
                .tokenFile(
                    path: "/home/me/.kube/token.txt",
                    place: "/home/me/.kube/config: user \"file\": tokenFile",
                    otherwise: "until-then"
                )
            ),
            ("password", .basic(username: "ann", password: "sesame")),
        ] as [(String, ClusterConnection.Credentials)]
    )
    func credentials(user: String, expected: ClusterConnection.Credentials) throws {
        #expect(try connection(ConnectionOverrides(user: user)).credentials == expected)
    }

    @Test(
        "Impersonation of the kubeconfig, and of the flags, each of which takes the place of one field",
        arguments: [
            (.init(user: "acting"), .init(user: "bob", uid: "7", groups: ["a", "b"], extra: ["scope": ["x", "y"]])),
            (
                .init(user: "acting", impersonate: "eve"),
                .init(user: "eve", uid: "7", groups: ["a", "b"], extra: ["scope": ["x", "y"]])
            ),
            (
                .init(user: "acting", impersonateUID: "9", impersonateGroups: ["g"]),
                .init(user: "bob", uid: "9", groups: ["g"], extra: ["scope": ["x", "y"]])
            ),
            (.init(user: "token", impersonate: "eve"), .init(user: "eve")),
        ] as [(ConnectionOverrides, ClusterConnection.Impersonation)]
    )
    func impersonation(overrides: ConnectionOverrides, expected: ClusterConnection.Impersonation) throws {
        #expect(try connection(overrides).impersonation == expected)
    }

    @Test("An empty flag is none, as for kubectl")
    func emptyFlags() throws {
        let empty = ConnectionOverrides(
            context: "",
            cluster: "",
            user: "",
            namespace: "",
            server: "",
            token: "",
            certificateAuthority: "",
            clientCertificate: "",
            clientKey: "",
            tlsServerName: "",
            impersonate: "",
            impersonateUID: ""
        )
        #expect(try connection(empty) == connection())
    }

    @Test("An address without a scheme is one of http")
    func noScheme() throws {
        #expect(try connection(ConnectionOverrides(server: "prod:8080")).server == "http://prod:8080")
    }

    @Test("disable-compression keeps the server from it", arguments: [true, false])
    func compression(isDisabled: Bool) throws {
        var config = Kubeconfig()
        let text = "clusters: [{name: c, cluster: {server: 'https://c', disable-compression: \(isDisabled)}}]"
        try config.merge(text, file: "/k/config")
        let connection = try config.connection(ConnectionOverrides(cluster: "c"), host: .inMemory())
        #expect(connection.acceptsCompression == !isDisabled)
    }

    @Test(
        "What can't be used is named by file, entry and field",
        arguments: [
            (
                .init(context: "prd"),
                "there is no context \"prd\" (it has: prod, staging, no-cluster, lost-cluster, "
                    + "lost-user, no-server); did you mean \"prod\"?", "/home/me/.kube/config: "
            ),
            (
                .init(context: "lost-cluster"),
                "context \"lost-cluster\" names cluster \"gone\", which no kubeconfig has "
                    + "(there is: prod, staging, bare, open)", "/home/me/.kube/config: "
            ),
            (
                .init(context: "lost-user"),
                "context \"lost-user\" names user \"gone\", which no kubeconfig has (there "
                    + "is: cert, token, file, password, half, other-half, number, bad-data, acting)",
                "/home/me/.kube/config: "
            ),
            (
                .init(cluster: "nope"),
                "--cluster names \"nope\", which no kubeconfig has (there is: prod, staging, bare, "
                    + "open)", ""
            ),
            (
                .init(context: "no-cluster"), "context \"no-cluster\" names no cluster; give --cluster or --server",
                "/home/me/.kube/config: "
            ),
            (
                .init(context: "no-server"), "cluster \"bare\" has no server; expected such as https://host:6443",
                "/home/me/.kube/config: "
            ),
            (
                .init(user: "half"),
                "user \"half\": client-key is missing; a client certificate and its key go together",
                "/home/me/.kube/config: "
            ),
            (
                .init(user: "other-half"),
                "user \"other-half\": client-certificate is missing; a client certificate and "
                    + "its key go together", "/home/me/.kube/config: "
            ),
            (.init(user: "number"), "user \"number\": token is no text; put it in quotes", "/home/me/.kube/config: "),
            (
                .init(user: "bad-data"), "user \"bad-data\": client-certificate-data is no base64",
                "/home/me/.kube/config: "
            ),
            (.init(certificateAuthority: "none.crt"), "--certificate-authority: /here/none.crt: no such file", ""),
            (.init(impersonateGroups: ["g"]), "--as-uid and --as-group need --as, the user to act as", ""),
            (.init(impersonateUID: "1"), "--as-uid and --as-group need --as, the user to act as", ""),
        ] as [(ConnectionOverrides, String, String)]
    )
    func errors(overrides: ConnectionOverrides, message: String, place: String) {
        #expect(throws: KubeconfigError(place + message)) { try connection(overrides) }
    }

    @Test("A file that an entry names and that is missing is named with the entry", arguments: ["ca", "certificate"])
    func missingFile(kind: String) throws {
        let text =
            kind == "ca"
            ? "clusters: [{name: c, cluster: {server: 'https://c', certificate-authority: ca.crt}}]"
            : "clusters: [{name: c, cluster: {server: 'https://c'}}]\nusers: [{name: u, user: {client-certificate: t}}]"
        var config = Kubeconfig()
        try config.merge(
            text
                + "\ncurrent-context: x\ncontexts: [{name: x, context: {cluster: c, user: \(kind == "ca" ? "''" : "u")}}]",
            file: "/k/config"
        )
        let expected =
            kind == "ca"
            ? "/k/config: cluster \"c\": certificate-authority: /k/ca.crt: no such file"
            : "/k/config: user \"u\": client-certificate: /k/t: no such file"
        #expect(throws: KubeconfigError(expected)) { try config.connection(host: .inMemory()) }
    }

    @Test("Without a current context, the message lists those that there are")
    func noCurrent() throws {
        var config = Kubeconfig()
        try config.merge("contexts: [{name: a, context: {}}, {name: b, context: {}}]", file: "/k/config")
        let expected = KubeconfigError("/k/config: no context is current; give --context (one of: a, b)")
        #expect(throws: expected) { try config.connection(host: .inMemory()) }
    }
}
