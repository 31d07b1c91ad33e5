import YAMLDocument

/// Finds objects of one cluster by group, kind and name, many at a time.
struct ObjectLookup: Sendable {
    let client: ClusterClient

    /// What became of looking for one.
    enum Finding: Sendable {
        case object(KubernetesObject)
        case absent
        case failure(ClusterError)
    }

    /// Objects of one kind in one namespace, which one request can bring.
    private struct Shelf: Hashable {
        var group: String
        var kind: String
        var namespace: String
    }

    /// From so many objects on, a list costs less than asking for each.
    private static let worthAList = 4

    func find(_ entries: Set<FluxInventory.Entry>) async -> [FluxInventory.Entry: Finding] {
        let shelves = Dictionary(grouping: entries) { Shelf(group: $0.group, kind: $0.kind, namespace: $0.namespace) }
        return await withTaskGroup(of: [FluxInventory.Entry: Finding].self) { group in
            for (shelf, entries) in shelves { group.addTask { await find(entries, on: shelf) } }
            return await group.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
        }
    }

    private func find(_ entries: [FluxInventory.Entry], on shelf: Shelf) async -> [FluxInventory.Entry: Finding] {
        do throws(ClusterError) {
            let type = try await type(group: shelf.group, kind: shelf.kind)
            let namespace = shelf.namespace.isEmpty ? nil : shelf.namespace
            if entries.count >= Self.worthAList {
                let objects = try await client.list(type, namespace: namespace, reading: Self.selection)
                let byName = Dictionary(objects.map { ($0.name, $0) }) { first, _ in first }
                return pairs(entries) { byName[$0.name].map(Finding.object) ?? .absent }
            }
            var findings: [FluxInventory.Entry: Finding] = [:]
            for entry in entries {
                let object = try await client.find(type, namespace: namespace, name: entry.name)
                findings[entry] = object.map(Finding.object) ?? .absent
            }
            return findings
        } catch {
            return pairs(entries) { _ in .failure(error) }
        }
    }

    private func pairs(
        _ entries: [FluxInventory.Entry],
        _ finding: (FluxInventory.Entry) -> Finding
    ) -> [FluxInventory.Entry: Finding] {
        Dictionary(entries.map { ($0, finding($0)) }) { first, _ in first }
    }

    /// The type of a kind, in the version that the server prefers.
    func type(group: String, kind: String) async throws(ClusterError) -> ResourceType {
        // Of what nearly every delivery has nobody need be asked.
        if let known = Self.known.first(where: { $0.group == group && $0.kind == kind }) { return known }
        return try await client.resource(named: group.isEmpty ? kind : "\(kind).\(group)").type
    }

    private static let known: [ResourceType] = [
        .package, .packageInstall, .app, .packageRepository, .secret, .configMap, .serviceAccount, .namespace,
    ]

    /// What states are told from; what Secrets and ConfigMaps hold is not.
    static let selection = JSONSelection.all(except: "metadata.managedFields", "data", "stringData", "binaryData")
}
