import OrderedCollections
import YAMLDocument

/// The server's rules about `metadata`.
enum MetadataRules {
    /// The members in the order in which servers write them.
    private static let order = [
        "name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp",
        "deletionTimestamp", "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers",
        "managedFields",
    ]
    private static let mostAnnotationBytes = 256 * 1024

    /// The object with its metadata in the server's order, and without members that hold nothing.
    static func normalized(_ object: JSONValue) -> JSONValue {
        guard let metadata = object["metadata"]?.object else { return object }
        var result = JSONObject(minimumCapacity: metadata.count)
        for name in order {
            guard let value = metadata[name] else { continue }
            switch value {
            case .null: continue
            case .string(""): continue
            case .array(let values) where values.isEmpty: continue
            case .object(let members) where members.isEmpty: continue
            default: result[name] = value
            }
        }
        var object = object
        object["metadata"] = .object(result)
        return object
    }

    /// What is wrong with the metadata of an object.
    static func causes(of object: JSONValue, _ definition: ResourceDefinition) -> [StatusError.Cause] {
        let metadata = object["metadata"] ?? [:]
        var causes: [StatusError.Cause] = []
        if let name = metadata["name"]?.string, !name.isEmpty {
            causes += NameRules.problems(ofName: name, definition).map { .invalid("metadata.name", .string(name), $0) }
        } else {
            causes.append(.required("metadata.name", "name or generateName is required"))
        }
        for (key, value) in sorted(metadata["labels"]) {
            causes += NameRules.qualifiedNameProblems(key).map { .invalid("metadata.labels", .string(key), $0) }
            let problems = NameRules.labelValueProblems(value.string ?? "")
            causes += problems.map { .invalid("metadata.labels", value, $0) }
        }
        var size = 0
        for (key, value) in sorted(metadata["annotations"]) {
            size += key.utf8.count + (value.string ?? "").utf8.count
            let problems = NameRules.qualifiedNameProblems(key.lowercased())
            causes += problems.map { .invalid("metadata.annotations", .string(key), $0) }
        }
        if size > mostAnnotationBytes { causes.append(.tooLong("metadata.annotations", most: mostAnnotationBytes)) }
        for (index, reference) in (metadata["ownerReferences"]?.array ?? []).enumerated() {
            for name in ["apiVersion", "kind", "name", "uid"] where (reference[name]?.string ?? "").isEmpty {
                causes.append(
                    .invalid("metadata.ownerReferences[\(index)].\(name)", "", "must not be empty")
                )
            }
        }
        for finalizer in (metadata["finalizers"]?.array ?? []) {
            let problems = NameRules.qualifiedNameProblems(finalizer.string ?? "")
            causes += problems.map { .invalid("metadata.finalizers", finalizer, $0) }
        }
        return causes
    }

    /// What an update may not do to the metadata.
    static func updateCauses(live: JSONValue, new: JSONValue) -> [StatusError.Cause] {
        guard live[path: "metadata", "deletionTimestamp"] != nil else { return [] }
        let before = Set((live[path: "metadata", "finalizers"]?.array ?? []).compactMap(\.string))
        let added = (new[path: "metadata", "finalizers"]?.array ?? []).compactMap(\.string)
            .filter { !before.contains($0) }
        guard !added.isEmpty else { return [] }
        let list = "[]string{\(added.map { "\"\($0)\"" }.joined(separator: ", "))}"
        return [
            StatusError.Cause(
                reason: "FieldValueForbidden",
                message: "Forbidden: no new finalizers can be added if the object is being deleted, "
                    + "found new finalizers \(list)",
                field: "metadata.finalizers"
            )
        ]
    }

    /// The server's advice about finalizers that a write adds.
    static func warnings(live: JSONValue?, new: JSONValue) -> [String] {
        let known = Set((live?[path: "metadata", "finalizers"]?.array ?? []).compactMap(\.string))
        let standard: Set = ["kubernetes", "orphan", "foregroundDeletion"]
        return (new[path: "metadata", "finalizers"]?.array ?? []).compactMap(\.string).sorted()
            .filter { !known.contains($0) && !standard.contains($0) && !$0.contains("/") }
            .map {
                "metadata.finalizers: \"\($0)\": prefer a domain-qualified finalizer name including a path (/) to "
                    + "avoid accidental conflicts with other finalizer writers"
            }
    }

    private static func sorted(_ map: JSONValue?) -> [(key: String, value: JSONValue)] {
        (map?.object ?? [:]).sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) }
    }
}
