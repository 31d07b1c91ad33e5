import YAMLDocument

/// What a cluster says of one of Flux's definitions: in which versions its objects may be stored.
///
/// Source: Kubernetes, "Versions in CustomResourceDefinitions", "Upgrade existing objects to a new stored version".
struct StoredDefinition: Sendable, Hashable {
    /// The type, in the version in which objects are stored from now on.
    let type: ResourceType
    /// The versions in which objects may have been stored so far.
    let versions: [String]

    /// What is read of a definition.
    static let selection = JSONSelection.only(
        "metadata.name",
        "metadata.labels",
        "spec.group",
        "spec.names",
        "spec.scope",
        "spec.versions.name",
        "spec.versions.storage",
        "status.storedVersions"
    )

    /// `nil` for a definition that stores nothing.
    init?(_ definition: KubernetesObject) {
        let spec = definition.spec
        let storage = (spec?["versions"]?.array ?? []).first { $0["storage"]?.bool == true }?["name"]?.string
        guard let group = spec?["group"]?.string, let kind = spec?[path: "names", "kind"]?.string,
            let plural = spec?[path: "names", "plural"]?.string, let storage
        else { return nil }
        type = ResourceType(
            group: group,
            version: storage,
            kind: kind,
            plural: plural,
            isNamespaced: spec?["scope"]?.string == "Namespaced"
        )
        versions = (definition.status?["storedVersions"]?.array ?? []).compactMap(\.string)
    }

    /// The versions in which objects may be stored and which another definition of the type does not know.
    func stale(for definition: KubernetesObject) -> [String] {
        let known = (definition.spec?["versions"]?.array ?? []).compactMap { $0["name"]?.string }
        return versions.filter { !known.contains($0) }
    }

    /// Has the server store all objects anew, and note that no other version is stored any more. Nothing of the objects
    /// changes.
    func storeAnew(on client: ClusterClient) async throws(ClusterError) {
        let objects = try await client.list(
            type,
            namespace: nil,
            reading: .only("metadata.name", "metadata.namespace")
        )
        for object in objects {
            do {
                _ = try await client.mergePatch(type, namespace: object.namespace, name: object.name, [:])
            } catch  where error.status?.reason == .notFound {
                continue
            }
        }
        _ = try await client.mergePatch(
            .customResourceDefinition,
            namespace: nil,
            name: type.groupResource,
            subresource: "status",
            ["status": ["storedVersions": [.string(type.version)]]]
        )
    }
}
