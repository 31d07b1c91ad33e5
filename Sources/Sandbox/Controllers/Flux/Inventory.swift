import CarvelCore
import YAMLDocument

/// What a Kustomization has applied, as its status remembers it.
struct Inventory: Sendable {
    /// One object: enough to find it again.
    struct Entry: Hashable, Sendable {
        var namespace: String
        var name: String
        var group: String
        var kind: String
        var version: String

        /// As the status has it. Colons are no part of an id, though of some names of RBAC.
        var id: String {
            "\(namespace)_\(name.split(separator: ":", omittingEmptySubsequences: false).joined(separator: "__"))"
                + "_\(group)_\(kind)"
        }

        /// As messages name it.
        var subject: String {
            namespace.isEmpty ? "\(kind)/\(name)" : "\(kind)/\(namespace)/\(name)"
        }

        var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
    }

    var entries: [Entry]

    init(_ entries: [Entry]) {
        self.entries = entries
    }

    /// Reads `status.inventory`. An entry that is none is left out: it could not be found again anyway.
    init(status: JSONValue?) {
        entries = (status?["inventory"]?["entries"]?.array ?? []).compactMap { entry in
            guard let id = entry["id"]?.string, let version = entry["v"]?.string else { return nil }
            let parts = id.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
            guard parts.count >= 4 else { return nil }
            let name = parts[1..<(parts.count - 2)].joined(separator: "_").replacing("__", with: ":")
            return Entry(
                namespace: parts[0],
                name: name,
                group: parts[parts.count - 2],
                kind: parts[parts.count - 1],
                version: version
            )
        }
    }

    var json: JSONValue {
        let sorted = entries.sorted { $0.id < $1.id }
        return ["entries": .array(sorted.map { ["id": .string($0.id), "v": .string($0.version)] })]
    }

    /// The entries that are not in another inventory, whatever version they are applied in.
    func subtracting(_ other: Inventory) -> [Entry] {
        let ids = Set(other.entries.map(\.id))
        return entries.filter { !ids.contains($0.id) }
    }
}

extension Inventory.Entry {
    init(_ object: KubernetesObject, _ type: ResourceType) {
        self.init(
            namespace: type.isNamespaced ? object.namespace ?? "" : "",
            name: object.name,
            group: type.group,
            kind: type.kind,
            version: type.version
        )
    }
}
