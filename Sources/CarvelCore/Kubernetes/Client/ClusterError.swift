public import HTTPTransport

/// Why a request to a cluster failed, with the cluster's name in front.
public struct ClusterError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The name by which the user knows the cluster.
    public var cluster: String
    /// What was asked, such as `get secrets "x"`.
    public var request: String
    /// What stood in the way.
    public var cause: Cause

    /// The ways in which a request fails.
    public enum Cause: Sendable, Hashable {
        /// The server answered with a failure.
        case status(APIStatus)
        /// The server gave no answer.
        case transport(HTTPTransportError)
        /// The answer is not what the Kubernetes API promises.
        case malformed(String)
        /// There are no credentials to ask with.
        case credentials(CredentialError)
        /// None of the versions that we know is served.
        case notServed(groupResource: String, versions: [String], hint: String)
    }

    /// The failure of one request to one cluster.
    public init(cluster: String, request: String, cause: Cause) {
        self.cluster = cluster
        self.request = request
        self.cause = cause
    }

    /// What the server said, if it said something.
    public var status: APIStatus? { if case .status(let status) = cause { status } else { nil } }

    /// Whether the object, or its type, is not there.
    public var isNotFound: Bool { status?.code == 404 }

    /// Whether the cluster does not know the type at all, so that there can be no object of it.
    public var isTypeAbsent: Bool {
        switch cause {
        case .notServed: true
        // Of a group or a version that is not served there is no Status, only a page that was not found.
        case .status(let status): status.code == 404 && status.reason == .noStatus
        default: false
        }
    }

    /// Whether nobody answered, as opposed to an answer that we don't like.
    public var isUnreachable: Bool { if case .transport = cause { true } else { false } }

    /// The reason without the cluster's name.
    public var reason: String {
        switch cause {
        case .transport(let error): return "can't be reached: \(error.message)"
        case .malformed(let message): return "\(request): \(message)"
        case .credentials(let error): return error.description
        case .notServed(let groupResource, let versions, let hint):
            return "\(groupResource) is not served in \(versions.joined(separator: " or ")); \(hint)"
        case .status(let status):
            switch status.reason {
            case .unauthorized:
                return "\(request): the credentials were refused (Unauthorized); check the user of this context"
            case .noStatus: return "\(request): HTTP \(status.code): \(status.message)"
            default: return "\(request): \(status.message)"
            }
        }
    }

    /// One sentence for the user: the cluster, and the reason.
    public var description: String { "cluster \"\(cluster)\": \(reason)" }
}
