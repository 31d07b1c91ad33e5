/// One object that was, or could not be, brought to what it should be.
public struct AppliedObject: Sendable, Hashable {
    /// The cluster, by its name in the delivery.
    public var cluster: String
    /// Kind, namespace and name.
    public var title: String
    /// What was changed, or why it could not be done.
    public var result: Result<ApplyOutcome, DeliveryError>

    init(cluster: String, title: String, result: Result<ApplyOutcome, DeliveryError>) {
        self.cluster = cluster
        self.title = title
        self.result = result
    }

    /// Why it could not be done; `nil` where it was.
    public var failure: DeliveryError? {
        if case .failure(let error) = result { error } else { nil }
    }
}

/// What is told while clusters are worked on.
public enum DeliveryProgress: Sendable, Hashable {
    /// An object is done with.
    case done(AppliedObject)
    /// Something is waited for: the cluster, the object, and what is missing.
    case waiting(cluster: String, title: String, reason: String)
}

extension DeliveryError {
    /// The refusal of a cluster, for those who know which cluster it is about.
    init(_ error: ClusterError) {
        let isConflict = error.status?.reason == .conflict
        self.init(
            error.reason,
            hint: isConflict
                ? "take the fields over with --force-conflicts, or leave them to their manager" : error.advice
        )
    }

    /// Any error that work on a cluster ends with.
    init(anyOf error: any Error) {
        switch error {
        case let error as DeliveryError: self = error
        case let error as ClusterError: self.init(error)
        default: self.init("\(error)")
        }
    }
}
