/// What is to be deleted of a delivery, in an order that leaves no orphans: installs before their Packages, both before
/// the rights by which they go, and those before the way to the run cluster.
public struct RemovalPlan: Sendable {
    /// The delivery's name.
    var delivery: Delivery
    var build: DeliveryPlan.ClusterPart
    /// Flux's types, as the build cluster serves them.
    var types: FluxTypes
    /// Whether what runs on the run clusters stays.
    var keepsInstalls: Bool
    /// What goes, by the run cluster that it serves.
    var chains: [Chain]
    /// What served several run clusters, or several packages, on the build cluster.
    var shared: [Item]
    /// What stays although it is no longer called for, and why, a sentence each.
    public var warnings: [String] = []

    /// One object.
    struct Item: Sendable {
        var type: ResourceType
        var object: KubernetesObject

        var title: String { Manifest(type, object).title }
    }

    /// What serves one run cluster.
    struct Chain: Sendable {
        /// The run cluster's name, also of one that `delivery.yaml` does not name any more.
        var cluster: String
        /// The run cluster, or why there is no way to it.
        var client: Result<ClusterClient, DeliveryError>
        /// The Kustomizations, in groups that have nothing to do with each other. In each, those come first on which
        /// no other depends.
        var units: [[KubernetesObject]]
        /// Kinds, namespaces and names on the run cluster that other Kustomizations are to have applied, as after a run
        /// cluster or a package was renamed.
        var claimed: Set<String> = []
        /// Rights on the run cluster.
        var rights: [Item]
        /// By what Flux reaches the run cluster.
        var kubeconfigReference: KubeconfigReference
        /// The same as it stands on the build cluster, where it is no longer needed.
        var kubeconfig: Item?

        var isEmpty: Bool { units.isEmpty && rights.isEmpty && kubeconfig == nil }
    }

    /// Whether nothing is to be deleted.
    public var isEmpty: Bool { chains.allSatisfy(\.isEmpty) && shared.isEmpty }

    /// The objects, in an order in which they are deleted.
    public var objects: [PlannedObject] {
        chains.flatMap { chain -> [PlannedObject] in
            let kustomizations = chain.units.flatMap(\.self).map { object in
                planned(Item(type: types.kustomization, object: object), on: build.name, note(of: object, on: chain))
            }
            let rights = chain.rights.map { planned($0, on: chain.cluster) }
            let kubeconfig = chain.kubeconfig.map { planned($0, on: build.name) }
            return kustomizations + rights + [kubeconfig].compactMap(\.self)
        } + shared.map { planned($0, on: build.name) }
    }

    private func planned(_ item: Item, on cluster: String, _ note: String? = nil) -> PlannedObject {
        PlannedObject(deleting: item, on: cluster, note: note)
    }

    private func note(of kustomization: KubernetesObject, on chain: Chain) -> String? {
        let titles = FluxInventory(kustomization).entries.map(\.title)
        guard !titles.isEmpty else { return nil }
        return "\(keepsInstalls ? "leaves" : "and with it"), on \(chain.cluster): \(titles.joined(separator: ", "))"
    }
}

extension PlannedObject {
    /// An object that is to be deleted.
    ///
    /// - Parameter note: what else is to be known.
    init(deleting item: RemovalPlan.Item, on cluster: String, note: String? = nil) {
        self.init(
            cluster: cluster,
            kind: item.type.kind,
            namespace: item.object.namespace,
            name: item.object.name,
            action: .delete,
            basis: .reading
        )
        before = ShownObject.pair(item.object, nil).0
        notes = [note].compactMap(\.self)
    }
}
