import HTTPTransport
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Credential plugins as a kubeconfig names them")
struct ExecPluginTests {
    private let host = Host.inMemory(files: ["/k/ca.crt": PEM.certificate("CA")])
    private static let v1 = "apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never"
    private static let v1beta1 = "apiVersion: client.authentication.k8s.io/v1beta1"

    private func connection(
        _ user: String,
        cluster: String = "server: 'https://c'",
        _ overrides: ConnectionOverrides = ConnectionOverrides()
    ) throws -> ClusterConnection {
        var config = Kubeconfig()
        try config.merge(
            """
            current-context: a
            contexts: [{name: a, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {\(cluster)}}]
            users: [{name: u, user: {\(user)}}]
            """,
            file: "/k/config"
        )
        return try config.connection(overrides, host: host)
    }

    private func plugin(_ user: String, cluster: String = "server: 'https://c'") throws -> ExecPlugin {
        guard case .exec(let plugin) = try connection(user, cluster: cluster).credentials else {
            throw KubeconfigError("not by exec")
        }
        return plugin
    }

    @Test("All that is said of a plugin is read")
    func everything() throws {
        let plugin = try plugin(
            "exec: {command: aws, args: [eks, get-token], env: [{name: A, value: b}, {name: EMPTY}], "
                + "apiVersion: client.authentication.k8s.io/v1, interactiveMode: Always, "
                + "installHint: \"get\\e[31m it\\nhere\", provideClusterInfo: false}"
        )
        #expect(
            plugin
                == ExecPlugin(
                    place: "/k/config: user \"u\": exec",
                    version: .v1,
                    command: "aws",
                    arguments: ["eks", "get-token"],
                    variables: ["A": "b", "EMPTY": ""],
                    interactiveMode: .always,
                    installHint: "get[31m it\nhere"
                )
        )
    }

    @Test(
        "A path starts from the kubeconfig's folder, a name is left to PATH",
        arguments: [("bin/login", "/k/bin/login"), ("./login", "/k/./login"), ("/opt/l", "/opt/l"), ("login", "login")]
    )
    func paths(command: String, resolved: String) throws {
        #expect(try plugin("exec: {command: \(command), \(Self.v1)}").command == resolved)
    }

    @Test("The older version needs no interactiveMode, and takes input where there is a terminal")
    func interactiveModeOfOld() throws {
        let plugin = try plugin("exec: {command: aws, \(Self.v1beta1)}")
        #expect(plugin.version == .v1beta1)
        #expect(plugin.interactiveMode == .ifAvailable)
    }

    @Test("The cluster is told where it is asked for, with what the flags change of it")
    func clusterInfo() throws {
        let user = "exec: {command: aws, \(Self.v1), provideClusterInfo: true}"
        let cluster =
            "server: 'https://c/', tls-server-name: kube, certificate-authority: ca.crt, proxy-url: 'http://p:1', "
            + "disable-compression: true, extensions: [{name: other, extension: 1}, "
            + "{name: client.authentication.k8s.io/exec, extension: {audience: [x]}}]"
        #expect(
            try plugin(user, cluster: cluster).cluster == [
                "server": "https://c/", "tls-server-name": "kube",
                "certificate-authority-data": .string(PEM.data(PEM.certificate("CA"))),
                "proxy-url": "http://p:1", "disable-compression": true, "config": ["audience": ["x"]],
            ]
        )
        let elsewhere = try connection(
            user,
            cluster: cluster,
            ConnectionOverrides(server: "https://d", skipsTLSVerification: true)
        )
        guard case .exec(let plugin) = elsewhere.credentials else { throw KubeconfigError("not by exec") }
        #expect(plugin.cluster?["server"] == "https://d")
        #expect(plugin.cluster?["insecure-skip-tls-verify"] == true)
        #expect(plugin.cluster?["tls-server-name"] == nil)
    }

    @Test("The cluster is not told where it is not asked for")
    func noClusterInfo() throws {
        #expect(try plugin("exec: {command: aws, \(Self.v1)}").cluster == nil)
    }

    @Test(
        "A token, a password or a certificate goes before a plugin",
        arguments: [
            ("token: t", .token("t")),
            ("username: ann, password: p", .basic(username: "ann", password: "p")),
            (
                "tokenFile: /t",
                .tokenFile(path: "/t", place: "/k/config: user \"u\": tokenFile")
            ),
            (
                "client-certificate-data: \(PEM.data(PEM.certificate("C"))), "
                    + "client-key-data: \(PEM.data(PEM.privateKey("K")))", .none
            ),
        ] as [(String, ClusterConnection.Credentials)]
    )
    func precedence(other: String, credentials: ClusterConnection.Credentials) throws {
        #expect(try connection("exec: {command: aws, \(Self.v1)}, \(other)").credentials == credentials)
    }

    @Test("--token goes before a plugin")
    func tokenFlag() throws {
        let connection = try connection("exec: {command: aws, \(Self.v1)}", ConnectionOverrides(token: "flag"))
        #expect(connection.credentials == .token("flag"))
    }

    private static let known = "client.authentication.k8s.io/v1 or client.authentication.k8s.io/v1beta1"

    @Test(
        "What can't be run is refused, needed or not",
        arguments: [
            ("{\(v1)}", "exec: command is missing; expected the name or the path of a program"),
            ("{command: \"\", \(v1)}", "exec: command is missing; expected the name or the path of a program"),
            ("{command: aws}", "exec: apiVersion is missing; expected \(known)"),
            (
                "{command: aws, apiVersion: client.authentication.k8s.io/v1alpha1}",
                "exec: apiVersion \"client.authentication.k8s.io/v1alpha1\" is not known; expected \(known), which newer "
                    + "releases of the program write"
            ),
            (
                "{command: aws, apiVersion: client.authentication.k8s.io/v1}",
                "exec: interactiveMode is missing, which client.authentication.k8s.io/v1 requires; expected one of Never, "
                    + "IfAvailable, Always"
            ),
            (
                "{command: aws, \(v1beta1), interactiveMode: never}",
                "exec: interactiveMode is \"never\"; expected one of Never, IfAvailable, Always"
            ),
            (
                "{command: aws, \(v1), env: [{name: A}, {value: b}]}",
                "exec: env[1]: name is missing; expected that of an environment variable"
            ),
            ("{command: aws, \(v1), args: [5]}", "exec: args[0] is no text; put it in quotes"),
            ("{command: aws, \(v1), args: five}", "exec: args is no list"),
            (
                "{command: aws, \(v1), provideClusterInfo: \"yes\"}",
                "exec: provideClusterInfo is neither true nor false; write one of them, without quotes"
            ),
            ("aws", "exec is no map"),
            (
                "{command: aws, \(v1)}, auth-provider: {name: oidc}",
                "exec and auth-provider exclude each other; remove auth-provider"
            ),
        ],
        ["", ", token: t"]
    )
    func refusals(exec: (String, String), other: String) {
        #expect(throws: KubeconfigError("/k/config: user \"u\": \(exec.1)")) {
            try connection("exec: \(exec.0)\(other)")
        }
    }
}
