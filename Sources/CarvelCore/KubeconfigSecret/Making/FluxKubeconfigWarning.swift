import FoundationEssentials
import HTTPTransport

/// What about a kubeconfig will work in Flux, but perhaps not as hoped, or not for long.
public struct FluxKubeconfigWarning: Sendable, Hashable, CustomStringConvertible {
    /// The file, the entry and the field, such as `/home/me/.kube/config: cluster "kind": server`.
    public var place: String
    /// What is unusual about it.
    public var reason: Reason

    /// What is unusual.
    public enum Reason: Sendable, Hashable {
        /// The address means the machine that asks, which in Flux is the controller's pod.
        case loopback(host: String)
        /// Credentials would travel in plain text.
        case plainText
        /// The server's certificate is checked against the authorities in the controller's image.
        case noCertificateAuthority
        /// The server's certificate goes unchecked.
        case unverifiedServer
        /// Kubernetes 1.19 and later take no passwords.
        case password
        /// What is logged in with, or trusted, is no longer good.
        case ended(CredentialEnd)
        /// What is logged in with, or trusted, is not good for long.
        case ends(CredentialEnd)
    }

    /// The place and the warning, on one line, with what to do.
    public var description: String { "\(place): \(explanation)" }

    private var explanation: String {
        switch reason {
        case .loopback(let host):
            "Flux would look for \(host) in its controller's own pod; give an address that the build cluster can reach"
        case .plainText: "http sends the credentials in plain text; use https"
        case .noCertificateAuthority:
            "there is no certificate authority, so Flux trusts only those that its controller's image brings along"
        case .unverifiedServer: "the server's certificate goes unchecked, so anybody on the way can take its place"
        case .password: "Kubernetes takes no passwords since 1.19; use a token or a client certificate"
        case .ended(let end): "the \(end.kind.words) ended \(end.end.formatted(.iso8601)); get a new one"
        case .ends(let end):
            "the \(end.kind.words) ends \(end.end.formatted(.iso8601)), and Flux can't renew it; rotate the Secret before"
                + " then"
        }
    }
}

extension FluxKubeconfigWarning {
    /// What ends within this time is worth a warning, in seconds: a week.
    private static let soon: Double = 7 * 24 * 60 * 60

    /// Everything unusual about a connection.
    static func all(
        of connection: ClusterConnection,
        at now: Date,
        cluster: String,
        user: String
    ) -> [FluxKubeconfigWarning] {
        var warnings: [FluxKubeconfigWarning] = []
        func warn(_ place: String, _ reason: Reason) {
            warnings.append(FluxKubeconfigWarning(place: place, reason: reason))
        }
        if let host = LoopbackAddress.host(of: connection.server) {
            warn("\(cluster): server", .loopback(host: host))
        }
        if let proxy = connection.proxy, let host = LoopbackAddress.host(of: proxy) {
            warn("\(cluster): proxy-url", .loopback(host: host))
        }
        if connection.server.lowercased().hasPrefix("http://") {
            warn("\(cluster): server", .plainText)
        } else if !connection.tls.verifiesServer {
            warn("\(cluster): insecure-skip-tls-verify", .unverifiedServer)
        } else if connection.tls.certificateAuthority == nil {
            warn(cluster, .noCertificateAuthority)
        }
        if case .basic = connection.credentials { warn("\(user): username", .password) }
        for end in CredentialEnds(of: connection).known where end.end.timeIntervalSince(now) < soon {
            let place = end.kind == .certificateAuthority ? cluster : user
            warn("\(place): \(end.kind.member)", end.end <= now ? .ended(end) : .ends(end))
        }
        return warnings
    }
}
