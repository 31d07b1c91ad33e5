import YAMLDocument

/// Reads the tree of a delivery's objects off its clusters, all of them at once.
public struct DeliveryTreeReader: Sendable {
    let delivery: Delivery
    let build: DeliveryCluster
    let run: [DeliveryCluster]
    let package: PackageObjects?
    /// The only clusters whose branches are wanted; `nil` for all.
    let wanted: Set<String>?

    /// Nothing is asked for before the tree is read.
    ///
    /// - Parameters:
    ///   - package: the objects of the one package that is wanted; `nil` for all.
    ///   - names: the only run clusters whose branches are wanted; empty for all.
    /// - Throws: `DeliveryError` for a name of no cluster, and for a delivery that Flux does not bring.
    public init(
        of delivery: Delivery,
        on directory: ClusterDirectory,
        package: PackageObjects?,
        clusters names: [String]
    ) throws(DeliveryError) {
        guard delivery.engine == .flux else { throw .followsFlux("tree") }
        self.delivery = delivery
        build = .build(of: delivery, on: directory)
        run = DeliveryCluster.run(of: delivery, on: directory)
        self.package = package
        wanted =
            names.isEmpty ? nil : Set(try DeliveryCluster.all(of: delivery, on: directory, named: names).map(\.name))
    }

    /// The tree as it is now. A cluster that can't be asked hides no other.
    public func read() async -> DeliveryTree {
        do {
            let client = try build.client()
            let types = try await client.fluxTypes()
            async let sources = client.byName(types.gitRepository, namespace: build.namespace)
            async let kustomizations = client.byName(types.kustomization, namespace: build.namespace)
            return await tree(try await sources, try await kustomizations)
        } catch {
            return DeliveryTree(delivery: delivery.name, roots: [], failures: [ClusterFailure(build, error)])
        }
    }

    /// A Kustomization with the cluster that it brings its objects to.
    private struct Branch {
        var kustomization: KubernetesObject
        /// `nil` where its kubeconfig Secret is of no cluster of this delivery.
        var target: DeliveryCluster?
        var entries: [FluxInventory.Entry]
        /// The GitRepository that it takes from.
        var source: FluxInventory.Entry
    }

    private func tree(
        _ sources: [String: KubernetesObject],
        _ kustomizations: [String: KubernetesObject]
    ) async -> DeliveryTree {
        let branches = kustomizations.values.sorted { $0.name < $1.name }.map(branch).filter(isWanted)
        let (nodes, failures) = await nodes(of: branches)

        var roots: [FluxInventory.Entry: DeliveryTree.Node] = [:]
        for source in sources.values where package == nil && wanted == nil || isWanted(source) {
            let key = Self.key(of: source, namespace: build.namespace)
            roots[key] = DeliveryTree.Node(object: SeenObject(source, on: build.name))
        }
        for (branch, node) in zip(branches, nodes) {
            let source = sources[branch.source.name].flatMap { branch.source.namespace == build.namespace ? $0 : nil }
            let object = source.map { SeenObject($0, on: build.name) } ?? missing(branch.source)
            roots[branch.source, default: DeliveryTree.Node(object: object)].children.append(node)
        }
        return DeliveryTree(
            delivery: delivery.name,
            roots: roots.sorted { ($0.key.namespace, $0.key.name) < ($1.key.namespace, $1.key.name) }.map(\.value),
            failures: failures
        )
    }

    private static func key(of source: KubernetesObject, namespace: String) -> FluxInventory.Entry {
        let type = ResourceType.gitRepository
        return FluxInventory.Entry(namespace: namespace, name: source.name, group: type.group, kind: type.kind)
    }

    /// A source that a Kustomization names, and that is not among those that were read.
    private func missing(_ source: FluxInventory.Entry) -> SeenObject {
        var object = SeenObject(
            cluster: build.name,
            kind: source.kind,
            namespace: source.namespace,
            name: source.name,
            state: .missing
        )
        if source.kind != ResourceType.gitRepository.kind || source.namespace != build.namespace {
            object.state = .unseen
            object.message = "only the GitRepositories in namespace \"\(build.namespace)\" are looked at"
        }
        return object
    }

    // MARK: Branches

    private func branch(_ kustomization: KubernetesObject) -> Branch {
        let reference = kustomization.spec?["sourceRef"]
        return Branch(
            kustomization: kustomization,
            target: target(of: kustomization),
            entries: FluxInventory(kustomization).entries,
            source: FluxInventory.Entry(
                namespace: reference?["namespace"]?.string ?? build.namespace,
                name: reference?["name"]?.string ?? "",
                group: ResourceType.gitRepository.group,
                kind: reference?["kind"]?.string ?? ""
            )
        )
    }

    /// The cluster that a Kustomization brings its objects to: the build cluster itself where it names no other.
    private func target(of kustomization: KubernetesObject) -> DeliveryCluster? {
        guard kustomization.spec?["kubeConfig"] != nil else { return build }
        let cluster = delivery.runCluster(reachedBy: kustomization)
        return run.first { $0.name == cluster?.name }
    }

    private func isWanted(_ branch: Branch) -> Bool {
        let isOfPackage = package?.contains(
            kind: ResourceType.kustomization.kind,
            name: branch.kustomization.name,
            on: build
        )
        let isOnCluster = wanted.map { wanted in branch.target.map { wanted.contains($0.name) } ?? false }
        return isOfPackage ?? true && isOnCluster ?? true
    }

    /// Whether a GitRepository is to be shown though no Kustomization takes from it.
    private func isWanted(_ source: KubernetesObject) -> Bool {
        package?.contains(kind: ResourceType.gitRepository.kind, name: source.name, on: build) ?? false
    }

    /// The branches with all that they brought; each cluster is asked once for all of its branches.
    private func nodes(of branches: [Branch]) async -> ([DeliveryTree.Node], [ClusterFailure]) {
        let targets = Dictionary(grouping: branches.filter { $0.target != nil }) { $0.target?.name ?? "" }
        let parts = await withTaskGroup(of: (String, ClusterBranches).self) { group in
            for (name, branches) in targets {
                guard let target = branches.first?.target else { continue }
                group.addTask { (name, await ClusterBranches(branches.flatMap(\.entries), on: target)) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        let nodes = branches.map { branch in
            var node = DeliveryTree.Node(object: SeenObject(branch.kustomization, on: build.name))
            if let target = branch.target {
                node.children = branch.entries.compactMap { parts[target.name]?.nodes[$0] }
            } else {
                let words =
                    "its kubeConfig is of no run cluster of this delivery, so what it brought is not seen"
                node.object.message = [node.object.message, words].compactMap(\.self).joined(separator: "; ")
            }
            return node
        }
        return (nodes, parts.sorted { $0.key < $1.key }.compactMap(\.value.failure))
    }
}

extension DeliveryError {
    /// That a command follows what Flux applies, and so can say nothing of what an App deploys.
    static func followsFlux(_ command: String) -> DeliveryError {
        DeliveryError(
            at: Delivery.fileName,
            "\(command) follows Flux's Kustomizations, and this delivery is brought by Apps of kapp-controller",
            hint: "\"kubectl carvel-verify\" shows the chain, \"kubectl carvel-verify get all\" the objects"
        )
    }
}
