import CarvelCore
import HTTPTransport

/// A failed request to a cluster in the words of Go's client, as the real controllers put them into a status.
struct RequestFailure: Error, Sendable {
    /// The reason of the Status, such as `Forbidden`; empty where no server answered.
    var reason: String
    var message: String
    /// Whether there was no answer at all.
    var isUnreachable = false

    init(reason: String, message: String) {
        self.reason = reason
        self.message = message
    }

    init(_ error: ClusterError, server: String) {
        switch error.cause {
        case .status(let status): self.init(reason: status.reason.rawValue, message: status.message)
        case .transport(let error): self.init(error, url: server + "/api")
        case .lookup(.unknownKind(let apiVersion, let kind, _, _)):
            self.init(reason: "", message: "no matches for kind \"\(kind)\" in version \"\(apiVersion)\"")
        case .malformed, .notServed, .lookup, .credentials: self.init(reason: "", message: error.reason)
        }
    }

    init(_ error: HTTPTransportError, url: String) {
        let host = Self.host(of: url)
        let cause =
            switch error.reason {
            case .connectionFailed: "dial tcp \(host): connect: connection refused"
            case .nameNotResolved: "dial tcp: lookup \(host.prefix { $0 != ":" }): no such host"
            case .serverNotTrusted: "tls: failed to verify certificate: x509: certificate signed by unknown authority"
            case .timedOut: "context deadline exceeded"
            case .connectionLost: "read tcp \(host): read: connection reset by peer"
            default: error.message
            }
        self.init(reason: "", message: "Get \"\(url)\": \(cause)")
        isUnreachable = true
    }

    private static func host(of url: String) -> Substring {
        let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
        return rest.prefix { $0 != "/" }
    }
}
