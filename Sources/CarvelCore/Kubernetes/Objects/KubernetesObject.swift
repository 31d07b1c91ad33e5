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

    /// Group and version, such as `apps/v1`; empty where it has none.
    public var apiVersion: String { json["apiVersion"]?.string ?? "" }
    /// The type within its group, such as `Secret`; empty where it has none.
    public var kind: String { json["kind"]?.string ?? "" }
    /// Its `metadata.name`; empty where it has none.
    public var name: String { metadata("name")?.string ?? "" }
    /// Its `metadata.namespace`; `nil` for an object of the whole cluster, or where that is still to be said.
    public var namespace: String? { metadata("namespace")?.string }
    /// What tells it from an earlier object of the same name; `nil` before it is on a server.
    public var uid: String? { metadata("uid")?.string }
    /// Changes with each write, and means nothing else; `nil` before it is on a server.
    public var resourceVersion: String? { metadata("resourceVersion")?.string }
    /// How often the desired state was changed.
    public var generation: Int? { metadata("generation")?.int }
    /// When deletion was asked for, if it was.
    public var deletionTimestamp: String? { metadata("deletionTimestamp")?.string }
    /// The desired state; `nil` where its kind has no such member.
    public var spec: JSONValue? { json["spec"] }
    /// What its controller says of it; `nil` until one has.
    public var status: JSONValue? { json["status"] }

    /// The value of an annotation.
    public func annotation(_ name: String) -> String? {
        metadata("annotations")?[name]?.string
    }

    /// The value of a label.
    public func label(_ name: String) -> String? {
        metadata("labels")?[name]?.string
    }

    private func metadata(_ member: String) -> JSONValue? {
        json["metadata"]?[member]
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
