import CarvelCore
import YAMLDocument

extension KubernetesObject {
    /// Sets a member of the metadata; `nil` removes it.
    mutating func setMetadata(_ member: String, _ value: JSONValue?) {
        var metadata = json["metadata"] ?? [:]
        metadata[member] = value
        json["metadata"] = metadata
    }

    /// Adds labels, in the place of those of the same names.
    mutating func addLabels(_ labels: [(name: String, value: String)]) {
        var all = json[path: "metadata", "labels"] ?? [:]
        for label in labels { all[label.name] = .string(label.value) }
        setMetadata("labels", all)
    }
}
