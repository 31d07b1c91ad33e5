import CarvelCore
import OrderedCollections
import YAMLDocument

/// What sets two values apart, as a JSON merge patch (RFC 7386).
enum ObjectDifference {
    /// The patch that makes one value of the other, or `nil` where they are the same.
    static func mergePatch(from old: JSONValue, to new: JSONValue) -> JSONValue? {
        guard let oldMembers = old.object, let newMembers = new.object else { return old == new ? nil : new }
        var patch: JSONObject = [:]
        for key in oldMembers.keys where newMembers[key] == nil { patch[key] = .null }
        for (key, value) in newMembers {
            guard let before = oldMembers[key] else {
                patch[key] = value
                continue
            }
            if let change = mergePatch(from: before, to: value) { patch[key] = change }
        }
        return patch.isEmpty ? nil : .object(patch)
    }

    /// Whether all of one value is in another; what is there besides, and what is null, does not matter.
    static func isSubset(_ part: JSONValue, of whole: JSONValue?) -> Bool {
        switch (part, whole) {
        case (.null, _): true
        case (.object(let part), .object(let whole)): part.allSatisfy { isSubset($1, of: whole[$0]) }
        case (.array(let part), .array(let whole)):
            part.count == whole.count && zip(part, whole).allSatisfy { isSubset($0, of: $1) }
        default: part == whole
        }
    }
}

extension ClusterClient {
    /// Brings an object's status to what is given, with no request where it is so already.
    ///
    /// - Parameter object: as it was read; what others have changed of its status since is left alone.
    func writeStatus(
        _ status: JSONValue,
        of object: KubernetesObject,
        as type: ResourceType,
        manager: String
    ) async throws(ClusterError) {
        guard let change = ObjectDifference.mergePatch(from: object.status ?? [:], to: status) else { return }
        _ = try await mergePatch(
            type,
            namespace: object.namespace,
            name: object.name,
            subresource: "status",
            fieldManager: manager,
            ["status": change]
        )
    }

    /// Adds a finalizer or takes it away, with no request where it is so already.
    ///
    /// - Returns: the object as it is then.
    @discardableResult
    func setFinalizer(
        _ finalizer: String,
        _ isWanted: Bool,
        of object: KubernetesObject,
        as type: ResourceType,
        manager: String
    ) async throws(ClusterError) -> KubernetesObject {
        let present = (object.json[path: "metadata", "finalizers"]?.array ?? []).compactMap(\.string)
        guard present.contains(finalizer) != isWanted else { return object }
        let wanted = present.filter { $0 != finalizer } + (isWanted ? [finalizer] : [])
        // The version guards against writing over a list that somebody else has changed meanwhile.
        let metadata: JSONObject = [
            "finalizers": .array(wanted.map(JSONValue.string)),
            "resourceVersion": object.resourceVersion.map(JSONValue.string) ?? .null,
        ]
        return try await mergePatch(
            type,
            namespace: object.namespace,
            name: object.name,
            fieldManager: manager,
            ["metadata": .object(metadata)]
        )
    }
}
