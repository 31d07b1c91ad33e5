/// What shall become of one object on one cluster.
public struct ObjectCondition: Sendable {
    /// The cluster, and who looks at it.
    public var client: ClusterClient
    /// The object's type, in a version that the cluster serves.
    public var type: ResourceType
    /// The object's namespace; `nil` for an object of the whole cluster.
    public var namespace: String?
    /// The object's name.
    public var name: String
    /// What to think of the object as it is; `nil` stands for no object.
    public var judge: @Sendable (KubernetesObject?) -> Judgement

    /// What an object as it is means for a condition.
    public enum Judgement: Sendable, Hashable {
        /// It is as it shall be.
        case met
        /// It may become so by itself; what is missing, in one phrase.
        case notYet(String)
        /// It will not become so by itself; why, in one phrase.
        case failed(String)
    }

    /// A condition on an object, which need not be there yet.
    public init(
        _ client: ClusterClient,
        _ type: ResourceType,
        namespace: String?,
        name: String,
        judge: @escaping @Sendable (KubernetesObject?) -> Judgement
    ) {
        self.client = client
        self.type = type
        self.namespace = namespace
        self.name = name
        self.judge = judge
    }
}

/// What is known of a condition.
public struct ConditionState: Sendable, Hashable {
    /// What the object means as it was last seen; `nil` where the cluster has not told of it.
    public var judgement: ObjectCondition.Judgement?
    /// Why the cluster is not seen at present; `nil` where it is.
    public var outOfTouch: ClusterError?

    /// Whether there is nothing to wait for.
    public var isDecided: Bool {
        switch judgement {
        case .met, .failed: true
        case .notYet, nil: false
        }
    }
}
