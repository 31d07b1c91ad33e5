public import OrderedCollections
public import YAMLDocument

/// One object of a Kubernetes API, whatever its kind.
public struct KubernetesObject: Sendable, Hashable {
    /// The whole object.
    public var json: JSONValue

    /// An object as a server or a file has it; nothing of it is checked.
    public init(_ json: JSONValue) {
        self.json = json
    }

    /// An object with the usual head, members in the usual order.
    public init(
        _ type: ResourceType,
        name: String,
        namespace: String? = nil,
        labels: [String: String] = [:],
        annotations: [String: String] = [:],
        _ members: JSONObject = [:]
    ) {
        var metadata: JSONObject = ["name": .string(name)]
        metadata["namespace"] = namespace.map(JSONValue.string)
        if !labels.isEmpty { metadata["labels"] = JSONValue(sorted: labels) }
        if !annotations.isEmpty { metadata["annotations"] = JSONValue(sorted: annotations) }
        var object: JSONObject = [
            "apiVersion": .string(type.apiVersion), "kind": .string(type.kind), "metadata": .object(metadata),
        ]
        object.merge(members) { _, new in new }
        json = .object(object)
    }
}

extension JSONValue {
    /// An object of string members, sorted by name.
    init(sorted members: [String: String]) {
        self = .object(
            JSONObject(uniqueKeysWithValues: members.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
        )
    }
}
