/// What applying a delivery would change on its clusters. What is shown and what is applied come from the same plan.
public struct DeliveryPlan: Sendable {
    /// The delivery's name.
    public var delivery: String
    /// The commit that it is planned from; `nil` for a folder.
    public var commit: String?
    /// What is to be known besides, a sentence each.
    public var warnings: [String] = []
    /// The build cluster; `nil` where each run cluster has its App itself.
    let build: ClusterPart?
    /// What serves all run clusters, on the build cluster. What the Kustomizations need: the namespace, service accounts, credentials for git, and the sources.
    var foundation: [PlannedObject]
    /// The run clusters, in the order of `delivery.yaml`.
    var runs: [RunPart]
    /// What goes; `nil` where nothing is pruned.
    public internal(set) var removal: DeliveryRemoval?

    /// A cluster by its name, and how it is reached.
    struct ClusterPart: Sendable {
        var name: String
        var client: ClusterClient
    }

    /// What is planned for one run cluster.
    struct RunPart: Sendable {
        var cluster: Delivery.RunCluster
        /// `nil` where there is no way to it, which the first of its objects then says.
        var client: ClusterClient?
        /// On the run cluster.
        var objects: [PlannedObject]
        /// What delivers there, after all that: the kubeconfig Secret and the Kustomizations, or the App. On the build
        /// cluster, if there is one, or else on the run cluster.
        var deliveries: [PlannedObject]
    }

    /// All objects, those of the build cluster first, each cluster's in the order in which they are applied or deleted.
    public var objects: [PlannedObject] {
        let removed = removal?.objects ?? []
        let all = foundation + runs.flatMap(\.deliveries) + runs.flatMap(\.objects)
        let clusters = ([build?.name].compactMap(\.self) + runs.map(\.cluster.name) + removed.map(\.cluster)).reduce(
            into: [String]()
        ) {
            if !$0.contains($1) { $0.append($1) }
        }
        return clusters.flatMap { name in (all + removed).filter { $0.cluster == name } }
    }

    /// Whether anything is other than it should be.
    public var differs: Bool { objects.contains { $0.action != .unchanged } }

    /// Whether something could not be compared, or can't be applied.
    public var hasFailed: Bool { objects.contains { $0.failure != nil } }

    /// The objects that somebody has to agree to: they are deleted, or taken over from others.
    ///
    /// - Parameter force: whether fields of others are taken over.
    public func drasticObjects(force: Bool) -> [PlannedObject] {
        objects.filter { $0.action == .delete || (force && !$0.conflicts.isEmpty) }
    }
}
