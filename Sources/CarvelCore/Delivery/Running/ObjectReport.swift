/// What was done about one object, or why it could not be done.
public struct ObjectReport: Sendable, Hashable {
    /// The cluster, by its name in the delivery.
    public var cluster: String
    /// Kind, namespace and name.
    public var title: String
    /// What it came to, in one phrase, or why it could not be done.
    public var result: Result<String, DeliveryError>

    init(_ cluster: String, _ title: String, _ result: Result<String, DeliveryError>) {
        self.cluster = cluster
        self.title = title
        self.result = result
    }

    /// Why it could not be done; `nil` where it was.
    public var failure: DeliveryError? {
        if case .failure(let error) = result { error } else { nil }
    }
}

/// What is told while objects are worked on.
public enum ObjectProgress: Sendable, Hashable {
    /// Its controller has been asked to act now.
    case asked(cluster: String, title: String)
    /// It is done with.
    case done(ObjectReport)
    /// It is not done yet, and why.
    case waiting(cluster: String, title: String, reason: String)
}
