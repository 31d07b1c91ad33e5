import Testing

@testable import CarvelCore

/// A kubeconfig as a tool or a provider writes it, and what Flux's rules call for.
struct KubeconfigShape: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    let permitted: FluxPermissions
    let expected: Expected

    enum Expected: Sendable {
        /// A Secret by which Flux logs in so.
        case secret(Login, warnings: Int = 0)
        case refusal(KubeconfigRefusal.Reason)
        /// It is wrong for kubectl too.
        case error(String)
    }

    /// What is left of a kubeconfig.
    enum Login: Sendable {
        case certificate, token, password, program
    }

    init(
        _ description: String,
        server: String,
        cluster: String = ca,
        user: String,
        head: String = "",
        permitted: FluxPermissions = [],
        _ expected: Expected
    ) {
        testDescription = description
        text = """
            apiVersion: v1
            kind: Config
            current-context: main
            \(head)
            contexts:
            - {name: main, context: {cluster: c, user: u}}
            clusters:
            - {name: c, cluster: {server: "\(server)"\(cluster)}}
            users:
            - {name: u, user: {\(user)}}
            """
        self.permitted = permitted
        self.expected = expected
    }

    static let ca = ", certificate-authority-data: \(PEM.data(PEM.certificate("CA")))"
    static let certificate =
        "client-certificate-data: \(PEM.data(PEM.certificate("CERT"))), "
        + "client-key-data: \(PEM.data(PEM.privateKey("topsecret")))"
    static let insecure = ", insecure-skip-tls-verify: true"
    static let fileCluster = ", certificate-authority: /k/ca.crt"
    static let fileUser = "client-certificate: /k/tls.crt, client-key: /k/tls.key"

    static func exec(_ command: String, _ more: String = "") -> String {
        "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: \(command), interactiveMode: Never\(more)}"
    }

    static let files = [
        "/k/ca.crt": PEM.certificate("CA"), "/k/tls.crt": PEM.certificate("CERT"),
        "/k/tls.key": PEM.privateKey("topsecret"), "/k/key.enc": PEM.block("ENCRYPTED PRIVATE KEY", "topsecret"),
    ]
}
