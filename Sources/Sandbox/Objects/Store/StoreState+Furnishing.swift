import FoundationEssentials
import OrderedCollections
import YAMLDocument

extension StoreState {
    /// What a cluster holds from the start.
    mutating func furnishCluster(time: String) {
        for name in ["default", "kube-node-lease", "kube-public", "kube-system"] { addNamespace(name, time: time) }
        for definition in catalog.customResourceDefinitions {
            let type = "customresourcedefinitions.apiextensions.k8s.io"
            seed(definition, type, manager: "kube-apiserver", time: time)
        }
    }

    /// A namespace with what it holds from the start; nothing where there is one.
    mutating func addNamespace(_ name: String, time: String) {
        guard object(Key(type: Self.namespaces, namespace: "", name: name)) == nil else { return }
        seed(["metadata": ["name": .string(name)]], Self.namespaces, manager: "kube-apiserver", time: time)
        furnish(name, time: time)
    }

    /// What a namespace holds from the start.
    mutating func furnish(_ namespace: String, time: String) {
        let manager = "kube-controller-manager"
        let account: JSONValue = ["metadata": ["name": "default", "namespace": .string(namespace)]]
        seed(account, "serviceaccounts", manager: manager, time: time)
        guard let certificateAuthorityPEM else { return }
        let certificate: JSONValue = [
            "metadata": ["name": "kube-root-ca.crt", "namespace": .string(namespace)],
            "data": ["ca.crt": .string(certificateAuthorityPEM)],
        ]
        seed(certificate, "configmaps", manager: manager, time: time)
    }

    /// Keeps an object as it is, but for what every object gets.
    mutating func furnish(_ object: JSONValue, as type: ResourceDefinition, time: String) {
        revision += 1
        let status = object["status"]
        var object = type.completed(object)
        // It lacks nothing, and many objects may share it.
        if let status { object["status"] = status }
        var metadata = object["metadata"] ?? [:]
        metadata["uid"] = metadata["uid"] ?? .string(UUID().uuidString.lowercased())
        metadata["resourceVersion"] = .string("\(revision)")
        metadata["creationTimestamp"] = metadata["creationTimestamp"] ?? .string(time)
        if type.origin != .builtIn { metadata["generation"] = 1 }
        object["metadata"] = metadata
        shelves[type.groupResource, default: Shelf()].put(
            StoredObject(object),
            at: ListPosition(
                namespace: metadata["namespace"]?.string ?? "",
                name: metadata["name"]?.string ?? ""
            ),
            resourceVersion: revision
        )
    }

    /// Keeps an object of the server's own, which needs no checking.
    private mutating func seed(_ content: JSONValue, _ type: String, manager: String, time: String) {
        guard let definition = catalog.stored(groupResource: type) else { return }
        var object: JSONValue = ["kind": .string(definition.kind), "apiVersion": .string(definition.apiVersion)]
        for (name, value) in content.object ?? [:] { object[name] = value }
        object = definition.completed(object)
        let owners = FieldManager(definition: definition, subresource: nil, time: time)
            .update(live: nil, new: object, owners: ManagedFields(), manager: manager)
        let key = Key(
            type: type,
            namespace: object[path: "metadata", "namespace"]?.string ?? "",
            name: object[path: "metadata", "name"]?.string ?? ""
        )
        let preparation = ObjectPreparation(definition: definition, subresource: nil, time: time)
        _ = put(preparation.stamped(object, owners: owners), key)
    }
}
