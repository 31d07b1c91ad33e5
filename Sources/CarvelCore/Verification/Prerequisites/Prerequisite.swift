/// One thing that a delivery needs of a cluster, and whether it is there.
public struct Prerequisite: Sendable, Hashable {
    /// The name by which the user knows the cluster.
    public var cluster: String
    /// What it is, such as `Kubernetes`, `source-controller` or `rights to verify`.
    public var subject: String
    /// Whether it is as the delivery needs it.
    public var result: Result
    /// What was found, such as a version.
    public var found: String?
    /// What is needed.
    public var expected: String?
    /// What is wrong, or could not be told, and why.
    public var reason: String?
    /// What to do about it.
    public var advice: String?

    /// Whether a prerequisite is met.
    public enum Result: String, Sendable, Hashable, CaseIterable {
        case met = "ok"
        /// It works, but perhaps not for everything or not for long.
        case warning
        /// The delivery can't work.
        case missing
        /// It could not be told.
        case unknown
    }

    init(
        _ cluster: String,
        _ subject: String,
        _ result: Result,
        found: String? = nil,
        expected: String? = nil,
        reason: String? = nil,
        advice: String? = nil
    ) {
        self.cluster = cluster
        self.subject = subject
        self.result = result
        self.found = found
        self.expected = expected
        self.reason = reason
        self.advice = advice
    }

    /// What stands for a question that a cluster did not answer.
    init(_ cluster: String, _ subject: String, notTold error: ClusterError) {
        self.init(cluster, subject, .unknown, reason: error.reason, advice: error.advice)
    }
}

/// What a delivery needs of its clusters, cluster by cluster.
public struct PrerequisiteReport: Sendable, Hashable {
    /// The delivery's name.
    public var delivery: String
    /// The build cluster's first, then those of each run cluster in the order of delivery.yaml.
    public var prerequisites: [Prerequisite]

    /// The worst of all. What is missing counts for more than what could not be told; warnings are no obstacle.
    public var result: Prerequisite.Result {
        let results = Set(prerequisites.map(\.result))
        return [.missing, .unknown, .warning].first(where: results.contains) ?? .met
    }
}
