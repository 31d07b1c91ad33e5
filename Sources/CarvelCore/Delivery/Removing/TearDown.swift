/// Takes a delivery off its clusters: what `apply` has made there, and with it what was delivered.
public struct TearDown: Sendable {
    let tree: RepositoryTree
    let clusters: ClusterDirectory
    let names: [String]
    let keepsInstalls: Bool

    /// - Parameters:
    ///   - names: the run clusters to take it off; none for all, with what serves all of them.
    ///   - keepsInstalls: whether what was delivered stays, with the rights that it needs.
    public init(_ tree: RepositoryTree, clusters: ClusterDirectory, only names: [String] = [], keepsInstalls: Bool) {
        self.tree = tree
        self.clusters = clusters
        self.names = names
        self.keepsInstalls = keepsInstalls
    }

    /// What would be deleted; nothing is changed.
    ///
    /// - Throws: where that can't be told: the repository can't be read as a delivery, there is no such run cluster, or
    ///   the build cluster does not answer.
    public func plan() async throws -> DeliveryPlan {
        switch try tree.delivery().engine {
        case .flux: try await fluxPlan()
        case .kappController: try await appPlan()
        }
    }

    private func appPlan() async throws -> DeliveryPlan {
        let manifests = try AppDeliveryManifests(tree)
        let removal = try await AppRemovalSearch(
            manifests: manifests,
            clusters: clusters,
            only: names.isEmpty ? nil : Set(names),
            keepsInstalls: keepsInstalls
        ).plan()
        return plan(of: manifests.delivery, on: removal.build, .apps(removal))
    }

    private func plan(
        of delivery: Delivery,
        on build: DeliveryPlan.ClusterPart?,
        _ removal: DeliveryRemoval
    ) -> DeliveryPlan {
        var plan = DeliveryPlan(
            delivery: delivery.name,
            commit: tree.commit,
            build: build,
            foundation: [],
            runs: []
        )
        plan.removal = removal
        plan.warnings = removal.warnings
        return plan
    }

    private func fluxPlan() async throws -> DeliveryPlan {
        let opened = try await OpenedDelivery(tree, clusters)
        let (build, delivery) = (opened.build, opened.delivery)
        let search = RemovalSearch(
            opened.manifests,
            build: build,
            clusters: clusters,
            givingUp: Set(names.isEmpty ? delivery.runClusters.map(\.name) : names),
            only: names.isEmpty ? nil : Set(names),
            keepsInstalls: keepsInstalls
        )
        return plan(of: delivery, on: build, .flux(try await search.plan()))
    }

    /// Asks the servers whether they would delete what is planned.
    ///
    /// - Returns: the refusals, by cluster and object.
    public static func refusals(of plan: DeliveryPlan) async -> [AppliedObject] {
        guard let removal = plan.removal else { return [] }
        var refusals: [AppliedObject] = []
        for (item, cluster, client) in removal.items {
            do {
                try await client.delete(
                    item.type,
                    namespace: item.object.namespace,
                    name: item.object.name,
                    DeleteOptions(dryRun: true)
                )
            } catch {
                let failure = DeliveryError(error)
                refusals.append(AppliedObject(cluster: cluster, title: item.title, result: .failure(failure)))
            }
        }
        return refusals
    }
}

extension RemovalPlan {
    /// All objects, each with its cluster; those of a cluster to which there is no way are left out.
    var items: [(item: Item, cluster: String, client: ClusterClient)] {
        chains.flatMap { chain -> [(Item, String, ClusterClient)] in
            let onBuild =
                chain.units.flatMap(\.self).map { Item(type: types.kustomization, object: $0) }
                + [chain.kubeconfig].compactMap(\.self)
            let client = try? chain.client.get()
            return onBuild.map { ($0, build.name, build.client) }
                + (client.map { client in chain.rights.map { ($0, chain.cluster, client) } } ?? [])
        } + shared.map { ($0, build.name, build.client) }
    }
}
