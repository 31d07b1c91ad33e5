import YAMLDocument

/// The part of a tree that is on one cluster: what Kustomizations brought there, and what came of that.
struct ClusterBranches: Sendable {
    /// What stands for each object of the inventories.
    private(set) var nodes: [FluxInventory.Entry: DeliveryTree.Node] = [:]
    /// Why the cluster could not be asked.
    private(set) var failure: ClusterFailure?

    private typealias Findings = [FluxInventory.Entry: ObjectLookup.Finding]

    /// - Parameter entries: of the inventories of all Kustomizations that bring objects to the cluster.
    init(_ entries: [FluxInventory.Entry], on cluster: DeliveryCluster) async {
        let client: ClusterClient
        do {
            client = try cluster.client()
        } catch {
            failure = ClusterFailure(cluster, error)
            for entry in entries {
                nodes[entry] = DeliveryTree.Node(object: Self.object(entry, .unseen, nil, on: cluster))
            }
            return
        }
        let lookup = ObjectLookup(client: client)
        var findings = await lookup.find(Set(entries))
        // An App has the name of its PackageInstall, and Flux knows nothing of it.
        let apps = Set(entries.filter { Self.isFound($0, .packageInstall, findings) }.map(Self.app))
        findings.merge(await lookup.find(apps)) { first, _ in first }
        let resources = await Self.resources(of: findings, lookup, on: cluster)
        for entry in entries { nodes[entry] = Self.node(entry, findings, resources, on: cluster) }
        failure =
            findings.values.lazy.compactMap { finding in
                if case .failure(let error) = finding, error.isUnreachable {
                    ClusterFailure(cluster, error)
                } else {
                    nil
                }
            }.first
    }

    private static func app(_ install: FluxInventory.Entry) -> FluxInventory.Entry {
        FluxInventory.Entry(
            namespace: install.namespace,
            name: install.name,
            group: ResourceType.app.group,
            kind: ResourceType.app.kind
        )
    }

    private static func isOf(_ type: ResourceType, _ entry: FluxInventory.Entry) -> Bool {
        entry.group == type.group && entry.kind == type.kind
    }

    private static func isFound(_ entry: FluxInventory.Entry, _ type: ResourceType, _ findings: Findings) -> Bool {
        guard isOf(type, entry), case .object = findings[entry] else { return false }
        return true
    }

    /// What kapp deployed of each App that was found.
    private static func resources(
        of findings: Findings,
        _ lookup: ObjectLookup,
        on cluster: DeliveryCluster
    ) async -> [FluxInventory.Entry: [DeliveryTree.Node]] {
        await withTaskGroup(of: (FluxInventory.Entry, [DeliveryTree.Node]).self) { group in
            for (entry, finding) in findings where isOf(.app, entry) {
                guard case .object(let app) = finding else { continue }
                group.addTask { (entry, await KappResources(of: app, lookup, on: cluster.name).nodes()) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    private static func node(
        _ entry: FluxInventory.Entry,
        _ findings: Findings,
        _ resources: [FluxInventory.Entry: [DeliveryTree.Node]],
        on cluster: DeliveryCluster
    ) -> DeliveryTree.Node {
        switch findings[entry] {
        case .object(let object):
            var node = DeliveryTree.Node(object: SeenObject(object, on: cluster.name))
            if isOf(.packageInstall, entry) {
                node.children = [Self.node(app(entry), findings, resources, on: cluster)]
            } else if isOf(.app, entry) {
                node.children = resources[entry] ?? []
            }
            return node
        case .failure(let error):
            return DeliveryTree.Node(object: object(entry, .unseen, error.words, on: cluster))
        case .absent, nil:
            return DeliveryTree.Node(object: object(entry, .missing, nil, on: cluster))
        }
    }

    private static func object(
        _ entry: FluxInventory.Entry,
        _ state: SeenObject.State,
        _ message: String?,
        on cluster: DeliveryCluster
    ) -> SeenObject {
        SeenObject(
            cluster: cluster.name,
            kind: entry.kind,
            namespace: entry.namespace.isEmpty ? nil : entry.namespace,
            name: entry.name,
            state: state,
            message: message
        )
    }
}

extension ClusterError {
    /// Reason and advice, where it is clear which cluster is meant.
    var words: String { [reason, advice].compactMap(\.self).joined(separator: "; ") }
}
