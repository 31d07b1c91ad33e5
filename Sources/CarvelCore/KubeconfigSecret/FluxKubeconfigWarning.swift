public import FoundationEssentials
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
        /// Kubernetes 1.19 and later take no passwords.
        case password
        /// The token is no longer good.
        case tokenEnded(Date)
        /// The token is not good for long.
        case tokenEnds(Date)
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
        case .password: "Kubernetes takes no passwords since 1.19; use a token or a client certificate"
        case .tokenEnded(let end): "the token ended \(end.formatted(.iso8601)); get a new one"
        case .tokenEnds(let end):
            "the token ends \(end.formatted(.iso8601)), and Flux can't renew it; rotate the Secret before then"
        }
    }
}

extension FluxKubeconfigWarning {
    /// A token that ends within this time is worth a warning, in seconds: a week.
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
        } else if connection.tls.certificateAuthority == nil {
            warn(cluster, .noCertificateAuthority)
        }
        switch connection.credentials {
        case .none, .tokenFile, .exec: break
        case .basic: warn("\(user): username", .password)
        case .token(let token):
            guard let end = WebToken.end(of: token) else { break }
            if end <= now {
                warn("\(user): token", .tokenEnded(end))
            } else if end.timeIntervalSince(now) < soon {
                warn("\(user): token", .tokenEnds(end))
            }
        }
        return warnings
    }
}
