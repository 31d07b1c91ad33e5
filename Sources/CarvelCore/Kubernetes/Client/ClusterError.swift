public import HTTPTransport

/// Why a request to a cluster failed, with the cluster's name in front.
public struct ClusterError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The name by which the user knows the cluster.
    public var cluster: String
    /// What was asked, such as `get secrets "x"`.
    public var request: String
    /// What stood in the way.
    public var cause: Cause
    /// What the request was to do; `nil` where it was not about objects.
    public var action: ResourceAction?
    /// How often the request was sent.
    public var attempts: Int

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
        /// The server serves no such type.
        case lookup(ResourceLookupError)
    }

    /// The failure of a request to one cluster.
    public init(cluster: String, request: String, cause: Cause, action: ResourceAction? = nil, attempts: Int = 1) {
        self.cluster = cluster
        self.request = request
        self.cause = cause
        self.action = action
        self.attempts = attempts
    }

    /// What the server said, if it said something.
    public var status: APIStatus? { if case .status(let status) = cause { status } else { nil } }

    /// Whether the object, or its type, is not there.
    public var isNotFound: Bool { status?.code == 404 }

    /// Whether the cluster does not know the type at all, so that there can be no object of it.
    public var isTypeAbsent: Bool {
        switch cause {
        case .notServed, .lookup(.unknown), .lookup(.unknownKind): true
        // Of a group or a version that is not served there is no Status, only a page that was not found.
        case .status(let status): status.code == 404 && status.reason == .noStatus
        default: false
        }
    }

    /// Whether nobody answered, as opposed to an answer that we don't like.
    public var isUnreachable: Bool { if case .transport = cause { true } else { false } }

    /// What the user is told: the cluster, the reason, and what to do.
    public var description: String {
        // What follows a list of fields is no part of the last one.
        let separator = reason.contains("\n") ? "\n  " : "; "
        return "cluster \"\(cluster)\": \(reason)" + (advice.map { separator + $0 } ?? "")
    }
}
