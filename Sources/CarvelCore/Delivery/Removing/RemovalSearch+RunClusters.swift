import YAMLDocument

extension RemovalSearch {
    /// A run cluster that may have something to be deleted.
    struct Seed: Sendable {
        var name: String
        /// By what Flux reaches it.
        var reference: KubeconfigReference
        /// As `delivery.yaml` has it; `nil` for one that it does not name any more.
        var cluster: Delivery.RunCluster?
        /// The Kustomizations that are not called for.
        var kustomizations: [KubernetesObject] = []
        /// That Secret or ConfigMap, where it is no longer needed.
        var kubeconfig: RemovalPlan.Item?
        /// Where the delivery's rights are, or were.
        var namespaces: Set<String> = []
    }

    /// The run clusters of `delivery.yaml`, and those that were there once, by the Kustomizations and kubeconfigs left of
    /// them.
    func seeds(_ state: BuildState) -> [Seed] {
        let called = wantedKustomizations
        let leftover = state.kustomizations.filter { Labels.marks($0, of: delivery) && !called.contains($0.name) }
        let leftoverNames = Set(leftover.map(\.name))
        let used = Set(
            state.kustomizations.filter { !leftoverNames.contains($0.name) }.compactMap(\.kubeconfigTitle)
        )
        // One without a kubeconfig is none of ours, whatever its labels say.
        let byKubeconfig = Dictionary(grouping: leftover.filter { $0.kubeconfigTitle != nil }) {
            $0.kubeconfigTitle ?? ""
        }
        let references = leftover.compactMap { KubeconfigReference(flux: $0) }
        let marked = state.kubeconfigs
            .filter { Labels.marks($0.object, of: delivery) && $0.object.label(Labels.fluxWatch) != nil }
            .map(\.reference)
        let current = delivery.runClusters.map { cluster in
            Seed(
                name: cluster.name,
                reference: cluster.kubeconfigReference(namespace: delivery.build.namespace),
                cluster: cluster
            )
        }
        let known = Set(current.map(\.reference.title))
        let former = Dictionary((references + marked).map { ($0.title, $0) }) { first, _ in first }
            .filter { !known.contains($0.key) }.sorted { $0.key < $1.key }.map(\.value)
        return (current + former.map { Seed(name: KubeconfigInspector.runCluster(of: $0), reference: $0) }).map {
            seed in
            var seed = seed
            seed.kustomizations = byKubeconfig[seed.reference.title] ?? []
            let kubeconfig = state.kubeconfigs.first { $0.reference.title == seed.reference.title }
            let isNeeded = seed.cluster.map { !givenUp.contains($0.name) } ?? false
            if !isNeeded, !used.contains(seed.reference.title) { seed.kubeconfig = kubeconfig }
            let targets = seed.kustomizations.map { $0.spec?["targetNamespace"]?.string }
            let others = [kubeconfig?.object.annotation(Labels.formerNamespace), seed.cluster?.namespace]
            seed.namespaces = Set((targets + others).compactMap(\.self))
            return seed
        }
    }

    func chain(_ seed: Seed, _ state: BuildState) async -> (RemovalPlan.Chain, [String]) {
        var chain = RemovalPlan.Chain(
            cluster: seed.name,
            client: client(of: seed),
            units: KustomizationOrder.units(seed.kustomizations),
            rights: [],
            kubeconfigReference: seed.reference,
            kubeconfig: seed.kubeconfig
        )
        var warnings: [String] = []
        do {
            let client = try chain.client.get()
            chain.claimed = claimed(on: client)
            for namespace in seed.namespaces.sorted() {
                let found = try await RightsSearch(search: self, client: client, namespace: namespace).find()
                chain.rights += found.items
                warnings += found.kept.map { "\(seed.name): \($0)" }
            }
        } catch let error as ClusterError {
            if error.isUnreachable { chain.client = .failure(DeliveryError(error)) }
            warnings.append("\(seed.name): what is left over there could not be looked for: \(DeliveryError(error))")
        } catch {
            // There is no way to it; that matters only where something of it is to be deleted.
            if !chain.isEmpty {
                warnings.append("\(seed.name): what is left over there could not be looked for: \(error)")
            }
        }
        return (chain, warnings)
    }

    /// What is called for on a cluster, by whichever name that is known.
    private func claimed(on client: ClusterClient) -> Set<String> {
        var claimed: Set<String> = []
        for cluster in wanted.delivery.runClusters {
            let other = try? clusters.client(context: cluster.context, calledName: cluster.name)
            guard other?.connection.server == client.connection.server else { continue }
            for folder in wanted.folders {
                guard let install = folder.installs[cluster.name] else { continue }
                let place = cluster.namespace
                claimed.insert("\(ResourceType.packageInstall.kind)/\(place)/\(install.object.name)")
                claimed.formUnion(folder.packages.map { "\(ResourceType.package.kind)/\(place)/\($0.object.name)" })
            }
        }
        return claimed
    }

    /// A cluster that `delivery.yaml` does not name any more is reached by the context of its name.
    private func client(of seed: Seed) -> Result<ClusterClient, DeliveryError> {
        do {
            let context = seed.cluster?.context ?? seed.name
            return .success(try clusters.client(context: context, calledName: seed.name))
        } catch {
            return .failure(
                DeliveryError(
                    "\(error)",
                    hint: seed.cluster == nil
                        ? "give the kubeconfig a context \"\(seed.name)\" for the former run cluster, or, where it is"
                            + " gone for good, delete its Kustomizations with --keep-installs"
                        : nil
                )
            )
        }
    }
}

extension RemovalPlan.Item {
    /// How a Kustomization names it that reaches its cluster by it.
    fileprivate var reference: KubeconfigReference {
        KubeconfigReference(
            type.kind == ResourceType.configMap.kind ? .configMap : .secret,
            namespace: object.namespace ?? "",
            name: object.name
        )
    }
}

extension KubernetesObject {
    /// The Secret or ConfigMap by which a Kustomization reaches its cluster.
    fileprivate var kubeconfigTitle: String? { KubeconfigReference(flux: self)?.title }
}
