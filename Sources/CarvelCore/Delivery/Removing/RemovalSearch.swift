import YAMLDocument

/// Finds what a delivery has made on its clusters and does not call for any more, by the labels of what it makes.
struct RemovalSearch: Sendable {
    let delivery: Delivery
    /// What is still called for.
    let wanted: DeliveryManifests
    let build: DeliveryPlan.ClusterPart
    let clusters: ClusterDirectory
    let keepsInstalls: Bool
    /// The run clusters that are given up as a whole, though `delivery.yaml` names them.
    let givenUp: Set<String>
    /// The only run clusters that are looked at; `nil` for all.
    let only: Set<String>?

    /// - Parameters:
    ///   - manifests: all that the repository calls for.
    ///   - givenUp: run clusters that are to be as if it did not.
    ///   - only: the only run clusters that are looked at; by default all.
    ///   - keepsInstalls: whether what runs on the run clusters stays.
    init(
        _ manifests: DeliveryManifests,
        build: DeliveryPlan.ClusterPart,
        clusters: ClusterDirectory,
        givingUp givenUp: Set<String> = [],
        only: Set<String>? = nil,
        keepsInstalls: Bool = false
    ) {
        delivery = manifests.delivery
        wanted = manifests.without(givenUp)
        self.build = build
        self.clusters = clusters
        self.givenUp = givenUp
        self.only = only
        self.keepsInstalls = keepsInstalls
    }

    var types: FluxTypes { wanted.flux.types }

    /// The Kustomizations and GitRepositories that are not called for, by kind and name.
    func leftovers() async throws -> [String] {
        async let kustomizations = ours(types.kustomization)
        async let sources = ours(types.gitRepository)
        let manifests = wanted.sources() + wanted.delivery.runClusters.flatMap(wanted.kustomizations)
        let called = Set(manifests.map(\.title))
        let found =
            try await kustomizations.map { RemovalPlan.Item(type: types.kustomization, object: $0) }
            + (try await sources).map { RemovalPlan.Item(type: types.gitRepository, object: $0) }
        return found.map(\.title).filter { !called.contains($0) }.sorted()
    }

    /// All that is to be deleted.
    ///
    /// - Throws: `ClusterError`; `DeliveryError` for a run cluster that there is not.
    func plan() async throws -> RemovalPlan {
        let state = try await buildState()
        var plan = RemovalPlan(
            delivery: delivery,
            build: build,
            types: types,
            keepsInstalls: keepsInstalls,
            chains: [],
            shared: []
        )
        let seeds = seeds(state).filter { only?.contains($0.name) ?? true }
        if let missing = only?.subtracting(seeds.map(\.name)).sorted().first {
            let names = delivery.runClusters.map(\.name).joined(separator: ", ")
            throw DeliveryError(
                at: Delivery.fileName,
                "there is no run cluster \"\(missing)\", and nothing is left of one, expected one of \(names)"
            )
        }
        let found = await withTaskGroup(of: (Int, RemovalPlan.Chain, [String]).self) { group in
            for (index, seed) in seeds.enumerated() {
                group.addTask {
                    let (chain, warnings) = await self.chain(seed, state)
                    return (index, chain, warnings)
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for (_, chain, warnings) in found.sorted(by: { $0.0 < $1.0 }) {
            if !chain.isEmpty { plan.chains.append(chain) }
            plan.warnings += warnings
        }
        plan.shared = shared(state, removed: Set(plan.chains.flatMap(\.units).flatMap(\.self).map(\.name)))
        return plan
    }

    func ours(_ type: ResourceType) async throws(ClusterError) -> [KubernetesObject] {
        try await build.client.list(
            type,
            namespace: delivery.build.namespace,
            labelSelector: Labels.selector(of: delivery),
            reading: .all(except: "metadata.managedFields")
        ).filter { Labels.marks($0, of: delivery) }
    }
}
