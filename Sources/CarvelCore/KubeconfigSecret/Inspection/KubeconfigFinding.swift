/// One thing that was found out about a kubeconfig on the build cluster.
public struct KubeconfigFinding: Sendable, Hashable {
    /// How bad it is.
    public var severity: Severity
    /// What it is, for machines.
    public var reason: Reason
    /// What it is, for people: what was found and where.
    public var message: String
    /// What to do about it.
    public var advice: String?

    /// How bad something is.
    public enum Severity: String, Sendable, Hashable, CaseIterable {
        /// Worth knowing.
        case note = "Note"
        /// It works, but perhaps not as hoped.
        case warning = "Warning"
        /// It works, and soon will not.
        case ending = "Ending"
        /// It could not be told whether it works.
        case unknown = "Unknown"
        /// It does not work.
        case failure = "Failure"
    }

    /// What was found, for machines.
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        /// There is no such Secret or ConfigMap.
        case missing = "Missing"
        /// The build cluster did not say.
        case notRead = "NotRead"
        /// Flux can make nothing of it.
        case unusable = "Unusable"
        /// Another key of the Secret goes unread.
        case unreadKey = "UnreadKey"
        /// The kubeconfig holds what Flux drops.
        case dropped = "Dropped"
        /// The kubeconfig names files.
        case filePath = "FilePath"
        /// The Secret lacks the label by which Flux notices a change at once.
        case notWatched = "NotWatched"
        /// An address that means the controller's own pod.
        case loopback = "Loopback"
        /// No https, no authority, a password, or no check of the server.
        case insecure = "Insecure"
        /// Nothing is logged in with.
        case anonymous = "Anonymous"
        /// Something has ended.
        case ended = "Ended"
        /// Something ends soon.
        case endsSoon = "EndsSoon"
        /// A certificate can't be read.
        case unreadableCertificate = "UnreadableCertificate"
        /// The server did not answer.
        case unreachable = "Unreachable"
        /// The server is not the one that the kubeconfig trusts.
        case notTrusted = "NotTrusted"
        /// The server refused the credentials.
        case refused = "Refused"
        /// A right is missing.
        case lacksRight = "LacksRight"
        /// What could not be tried from here.
        case notTried = "NotTried"
    }

    /// A finding in its parts.
    public init(_ severity: Severity, _ reason: Reason, _ message: String, advice: String? = nil) {
        self.severity = severity
        self.reason = reason
        self.message = message
        self.advice = advice
    }

    /// Message and advice in one sentence.
    public var description: String { message + (advice.map { "; \($0)" } ?? "") }
}
