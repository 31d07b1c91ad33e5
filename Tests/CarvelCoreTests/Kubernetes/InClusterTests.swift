import CarvelCore
import HTTPTransport
import Testing

@Suite("In a pod, without a kubeconfig")
struct InClusterTests {
    private static let folder = "/var/run/secrets/kubernetes.io/serviceaccount"
    private static let address = ["KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"]
    private static let files = [
        "\(folder)/token": "of-the-account\n", "\(folder)/ca.crt": PEM.certificate("CA"),
        "\(folder)/namespace": "apps\n", "/here/ca.crt": PEM.certificate("flag"),
    ]

    private func connection(
        _ overrides: ConnectionOverrides = ConnectionOverrides(),
        files: [String: String] = files,
        _ variables: [String: String] = address
    ) throws -> ClusterConnection {
        let host = Host.inMemory(files: files, variables: variables)
        return try Kubeconfig.load(explicitPath: nil, host: host).connection(overrides, host: host)
    }

    @Test("The cluster around is taken, with the service account")
    func account() throws {
        let connection = try connection()
        #expect(connection.name == "in-cluster")
        #expect(connection.server == "https://10.0.0.1:443")
        #expect(connection.namespace == "apps")
        #expect(connection.tls.certificateAuthority == Array(PEM.certificate("CA").utf8))
        #expect(connection.tls.verifiesServer)
        #expect(connection.credentials == .tokenFile(path: "\(Self.folder)/token", place: "in-cluster"))
    }

    @Test("An IPv6 address gets brackets")
    func version6() throws {
        let variables = ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "6443"]
        #expect(try connection(variables).server == "https://[fd00::1]:6443")
    }

    private func connection(_ variables: [String: String]) throws -> ClusterConnection {
        try connection(ConnectionOverrides(), variables)
    }

    @Test("The namespace is that of the flag, of POD_NAMESPACE, of the account, or the default one")
    func namespaces() throws {
        let named = Self.address.merging(["POD_NAMESPACE": "pod"]) { $1 }
        #expect(try connection(ConnectionOverrides(namespace: "flag"), named).namespace == "flag")
        #expect(try connection(named).namespace == "pod")
        var files = Self.files
        files["\(Self.folder)/namespace"] = nil
        #expect(try connection(files: files).namespace == "default")
    }

    @Test("Flags count here too")
    func flags() throws {
        let connection = try connection(
            ConnectionOverrides(token: "flag", certificateAuthority: "ca.crt", impersonate: "bob"),
            files: ["/here/ca.crt": PEM.certificate("flag")]
        )
        #expect(connection.credentials == .token("flag"))
        #expect(connection.tls.certificateAuthority == Array(PEM.certificate("flag").utf8))
        #expect(connection.impersonation == .init(user: "bob"))
    }

    @Test("Without a certificate of the authority, this machine's are trusted")
    func noAuthority() throws {
        var files = Self.files
        files["\(Self.folder)/ca.crt"] = nil
        #expect(try connection(files: files).tls.certificateAuthority == nil)
    }

    @Test("A pod without a token is told so")
    func noToken() {
        var files = Self.files
        files["\(Self.folder)/token"] = nil
        let message =
            "in-cluster: \(Self.folder)/token: no such file, so this pod has no token of a service account "
            + "(automountServiceAccountToken); mount one, or set KUBECONFIG"
        #expect(throws: KubeconfigError(message)) { try connection(files: files) }
    }

    @Test("A kubeconfig goes before, and so do flags that name a server")
    func others() throws {
        let config =
            "current-context: a\ncontexts: [{name: a, context: {cluster: a}}]\nclusters: [{name: a, cluster: {server: 'https://a'}}]"
        let files = Self.files.merging(["/k": config]) { $1 }
        let variables = Self.address.merging(["KUBECONFIG": "/k"]) { $1 }
        #expect(try connection(files: files, variables).name == "a")
        #expect(try connection(ConnectionOverrides(server: "https://b")).server == "https://b")
    }

    @Test(
        "It takes both variables",
        arguments: [
            ["KUBERNETES_SERVICE_HOST": "h"], ["KUBERNETES_SERVICE_PORT": "1"],
            ["KUBERNETES_SERVICE_HOST": "h", "KUBERNETES_SERVICE_PORT": ""],
        ]
    )
    func incomplete(variables: [String: String]) {
        let message = "no kubeconfig was found; set KUBECONFIG, or give --kubeconfig or --server"
        #expect(throws: KubeconfigError(message)) { try connection(variables) }
    }
}
