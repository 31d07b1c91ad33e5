import OrderedCollections
public import YAMLDocument

/// The objects of one kind on one cluster.
public struct StateSection: Sendable {
    /// The kind of the objects.
    public let kind: StateKind
    /// The name by which the user knows the cluster.
    public let cluster: String
    /// The namespace that is looked at; `nil` for all of them.
    public let namespace: String?
    private let client: @Sendable () throws(KubeconfigError) -> ClusterClient

    /// The objects that a client's cluster has.
    public init(_ kind: StateKind, on client: ClusterClient, namespace: String?) {
        self.init(kind, cluster: client.connection.name, namespace: namespace) { () throws(KubeconfigError) in client }
    }

    init(
        _ kind: StateKind,
        cluster: String,
        namespace: String?,
        _ client: @escaping @Sendable () throws(KubeconfigError) -> ClusterClient
    ) {
        self.kind = kind
        self.cluster = cluster
        self.namespace = namespace
        self.client = client
    }

    /// What a delivery consists of, kind by kind and cluster by cluster: Flux's objects, or the Apps that deliver, on the
    /// build cluster, kapp-controller's on the run clusters.
    ///
    /// - Parameter allNamespaces: whether to look beyond the delivery's own namespaces.
    /// - Throws: `DeliveryError` where the delivery has none of these kinds.
    public static func all(
        _ kinds: [StateKind],
        of delivery: Delivery,
        on clusters: ClusterDirectory,
        allNamespaces: Bool
    ) throws(DeliveryError) -> [StateSection] {
        let present = kinds.filter { !$0.isOfFlux || delivery.engine == .flux }
        if present.isEmpty, let kind = kinds.first {
            throw DeliveryError(
                at: Delivery.fileName,
                "a delivery of the engine \(delivery.engine.rawValue) has no \(kind.rawValue)",
                hint: "\"kubectl carvel-verify get apps\" shows the Apps that bring it"
            )
        }
        return present.flatMap { kind -> [StateSection] in
            var places: [(context: String, name: String, namespace: String)] = []
            if let build = delivery.buildCluster, kind.isOfFlux || (kind == .apps && delivery.engine == .kappController)
            {
                places.append((build.context, build.context, build.namespace))
            }
            if !kind.isOfFlux { places += delivery.runClusters.map { ($0.context, $0.name, $0.namespace) } }
            return places.map { context, name, namespace in
                StateSection(kind, cluster: name, namespace: allNamespaces ? nil : namespace) {
                    () throws(KubeconfigError) in
                    try clusters.client(context: context, calledName: name)
                }
            }
        }
    }

    /// A state as an item of an `ObjectStateList`.
    public func json(of state: ObjectState) -> JSONValue {
        var item: JSONObject = [
            "cluster": .string(cluster), "kind": .string(kind.singular), "name": .string(state.name),
        ]
        item["namespace"] = state.namespace.map(JSONValue.string)
        item["revision"] = state.revision.map(JSONValue.string)
        item["suspended"] = .bool(state.isSuspended)
        item["ready"] = .string(state.readiness.rawValue)
        item["message"] = state.message.map(JSONValue.string)
        return .object(item)
    }

    /// Reads the states of the section's objects as they arrive; memory does not grow with their number.
    ///
    /// - Parameter tell: is told of each, in the server's order.
    /// - Throws: `KubeconfigError` or `ClusterError` where the cluster can't be asked.
    public func read(_ tell: (ObjectState) async -> Void) async throws {
        try await client().states(of: kind, namespace: namespace, tell)
    }
}
