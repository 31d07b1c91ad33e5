import YAMLDocument

/// What kapp has deployed of one App, found as kapp's own `inspect` finds it: by the label that all of it carries.
struct KappResources: Sendable {
    private let app: KubernetesObject
    private let lookup: ObjectLookup
    private let cluster: String

    init(of app: KubernetesObject, _ lookup: ObjectLookup, on cluster: String) {
        self.app = app
        self.lookup = lookup
        self.cluster = cluster
    }

    /// The objects, those that others own below their owners. What may not be listed has a node that says so.
    func nodes() async -> [DeliveryTree.Node] {
        if app.spec?["cluster"] != nil {
            return [unseen("Resource", "*", "the App deploys to another cluster, with a kubeconfig of its own")]
        }
        let record: KappAssociation?
        do throws(ClusterError) {
            record = try await self.record()
        } catch {
            return [unseen("ConfigMap", KappAssociation.configMapNames(of: app.name)[0], error.words)]
        }
        guard let record else { return [] }
        let found = await withTaskGroup(of: (Int, Result<[KubernetesObject], ClusterError>).self) { group in
            for (index, kind) in record.kinds.enumerated() {
                group.addTask {
                    (
                        index,
                        await catching { () async throws(ClusterError) in try await self.objects(of: kind, record) }
                    )
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        var objects: [KubernetesObject] = []
        var failed: [DeliveryTree.Node] = []
        for (index, kind) in record.kinds.enumerated() {
            switch found[index] {
            case .success(let list): objects += list
            case .failure(let error): failed.append(unseen(kind.kind, "*", error.words))
            case nil: break
            }
        }
        return Self.nested(objects, on: cluster) + failed
    }

    private func record() async throws(ClusterError) -> KappAssociation? {
        if let record = KappAssociation(status: app) { return record }
        for name in KappAssociation.configMapNames(of: app.name) {
            let map = try await lookup.client.find(.configMap, namespace: app.namespace, name: name)
            if let map, let record = KappAssociation(configMap: map) { return record }
        }
        return nil
    }

    private func objects(
        of kind: KappAssociation.Kind,
        _ record: KappAssociation
    ) async throws(ClusterError) -> [KubernetesObject] {
        let type = try await lookup.type(group: kind.group, kind: kind.kind)
        let namespaces = record.namespaces.isEmpty ? [app.namespace] : record.namespaces.map(Optional.some)
        var objects: [KubernetesObject] = []
        for namespace in type.isNamespaced ? namespaces : [nil] {
            objects += try await lookup.client.list(
                type,
                namespace: namespace,
                labelSelector: record.label,
                reading: ObjectLookup.selection
            )
        }
        let parts = record.label.split(separator: "=", maxSplits: 1).map(String.init)
        return objects.filter { $0.label(parts.first ?? "") == parts.last }
    }

    private func unseen(_ kind: String, _ name: String, _ message: String) -> DeliveryTree.Node {
        DeliveryTree.Node(
            object: SeenObject(
                cluster: cluster,
                kind: kind,
                namespace: app.namespace,
                name: name,
                state: .unseen,
                message: message
            )
        )
    }

    /// Objects below their owners, as far as those are among them.
    static func nested(_ objects: [KubernetesObject], on cluster: String) -> [DeliveryTree.Node] {
        let ids = Set(objects.compactMap(\.uid))
        let byOwner = Dictionary(grouping: objects) { object in object.owner.flatMap { ids.contains($0) ? $0 : nil } }
        func nodes(of owner: String?) -> [DeliveryTree.Node] {
            (byOwner[owner] ?? []).map { object in
                DeliveryTree.Node(
                    object: SeenObject(object, on: cluster),
                    children: object.uid.map { nodes(of: $0) } ?? []
                )
            }
        }
        return nodes(of: nil)
    }
}

extension KubernetesObject {
    /// The uid of the object whose controller made this one.
    fileprivate var owner: String? {
        let owners = json[path: "metadata", "ownerReferences"]?.array ?? []
        return owners.first { $0["controller"]?.bool == true }?["uid"]?.string
    }
}
