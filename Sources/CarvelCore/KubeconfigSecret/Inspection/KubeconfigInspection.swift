import FoundationEssentials

/// What was found out about the kubeconfig by which a controller of the build cluster reaches a run cluster. It holds
/// no credentials.
public struct KubeconfigInspection: Sendable, Hashable {
    /// The Secret or ConfigMap, as it is referred to.
    public var reference: KubeconfigReference
    /// Who refers to it so, as far as that was looked at.
    public var users: [KubeconfigUser]
    /// The name of the run cluster.
    public var runCluster: String
    /// The key of the Secret that is read, if it is a Secret and can be read.
    public var key: String?
    /// The address of the API server, if it is known.
    public var server: String?
    /// As whom the run cluster sees the controller, if it was asked and has answered.
    public var identity: String?
    /// What ends of what is logged in with and trusted, in the order of the kinds.
    public var ends: [CredentialEnd] = []
    /// Which rights were looked at, and which of them there are.
    public var rights: [Right] = []
    /// What is worth telling, worst first within each step.
    public var findings: [KubeconfigFinding] = []

    /// A right on the run cluster.
    public struct Right: Sendable, Hashable {
        /// What is to be done.
        public var action: ResourceAction
        /// Who is to do it: the identity itself, or whom it acts as.
        public var user: String
        /// Whether they may.
        public var isAllowed: Bool
    }

    init(_ reference: KubeconfigReference, users: [KubeconfigUser], runCluster: String) {
        self.reference = reference
        self.users = users
        self.runCluster = runCluster
    }

    /// The earliest end of all, if anything ends.
    public var firstEnd: CredentialEnd? { ends.min { $0.end < $1.end } }

    /// The verdict on the whole: the worst of what was found.
    public var health: Health {
        let severities = Set(findings.map(\.severity))
        if severities.contains(.failure) { return .failed }
        if severities.contains(.ending) { return .ending }
        return severities.contains(.unknown) ? .unknown : .healthy
    }

    /// What is to be thought of a kubeconfig.
    public enum Health: String, Sendable, Hashable, CaseIterable {
        case healthy = "Healthy"
        /// It works, and soon will not.
        case ending = "Ending"
        /// It does not work.
        case failed = "Failed"
        /// It could not be told.
        case unknown = "Unknown"
    }

    /// Whether kapp-controller reads it, and Flux does not.
    var isOfAppsAlone: Bool {
        !users.isEmpty && users.allSatisfy { $0.kind == ResourceType.app.kind }
    }

    mutating func found(
        _ severity: KubeconfigFinding.Severity,
        _ reason: KubeconfigFinding.Reason,
        _ message: String,
        advice: String? = nil
    ) {
        let finding = KubeconfigFinding(severity, reason, message, advice: advice)
        if !findings.contains(finding) { findings.append(finding) }
    }
}

extension [KubeconfigInspection] {
    /// The verdict on all of them: what fails, or soon will, counts for more than what could not be told.
    public var health: KubeconfigInspection.Health {
        let all = Set(map(\.health))
        return [.failed, .ending, .unknown].first(where: all.contains) ?? .healthy
    }
}
