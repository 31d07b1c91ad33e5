import YAMLDocument

/// What a Kustomization has applied, as its status remembers it, and what it will prune when it is deleted.
struct FluxInventory: Sendable {
    /// One object.
    struct Entry: Sendable, Hashable {
        var namespace: String
        var name: String
        var group: String
        var kind: String

        /// As messages name it.
        var title: String { [kind, namespace, name].filter { !$0.isEmpty }.joined(separator: "/") }
    }

    let entries: [Entry]

    /// Reads `status.inventory`: entries of the form `<namespace>_<name>_<group>_<kind>`. One that has another form is
    /// left out, as it could not be found again.
    init(_ kustomization: KubernetesObject) {
        entries = (kustomization.status?[path: "inventory", "entries"]?.array ?? []).compactMap { entry in
            let parts = (entry["id"]?.string ?? "").split(separator: "_", omittingEmptySubsequences: false)
            guard parts.count >= 4 else { return nil }
            // Colons, as names of RBAC have them, stand there as two underscores.
            let name = parts[1..<(parts.count - 2)].joined(separator: "_").replacing("__", with: ":")
            return Entry(
                namespace: String(parts[0]),
                name: name,
                group: String(parts[parts.count - 2]),
                kind: String(parts[parts.count - 1])
            )
        }
    }

    /// The objects of a type.
    func entries(of type: ResourceType) -> [Entry] {
        entries.filter { $0.group == type.group && $0.kind == type.kind }
    }
}
