import OrderedCollections
import YAMLDocument

/// An object of a Kubernetes API that can be looked into, in whatever form.
public protocol ObjectReading {
    /// The form.
    associatedtype Content: JSONReading

    /// The whole object.
    var json: Content { get }
}

extension ObjectReading {
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
    public var spec: Content? { json["spec"] }
    /// What its controller says of it; `nil` until one has.
    public var status: Content? { json["status"] }

    /// The value of an annotation.
    public func annotation(_ name: String) -> String? {
        metadata("annotations")?[name]?.string
    }

    /// The value of a label.
    public func label(_ name: String) -> String? {
        metadata("labels")?[name]?.string
    }

    private func metadata(_ member: String) -> Content? {
        json["metadata"]?[member]
    }
}

extension KubernetesObject: ObjectReading {}

/// An object of a list, of which little is looked at: to be let go soon, for it keeps the text that it is from.
struct ListedObject: ObjectReading {
    let json: JSONView

    /// All of it that was read, to be kept.
    ///
    /// - Parameter type: that of the list.
    func object(_ type: ResourceType) -> KubernetesObject {
        KubernetesObject(listed: json.value.object ?? [:], type)
    }
}

extension KubernetesObject {
    /// An item of a list, with the head that the items of built-in lists lack.
    init(listed members: consuming JSONObject, _ type: ResourceType) {
        var members = members
        if members["kind"] == nil { members.updateValue(.string(type.kind), forKey: "kind", insertingAt: 0) }
        if members["apiVersion"] == nil {
            members.updateValue(.string(type.apiVersion), forKey: "apiVersion", insertingAt: 0)
        }
        self.init(.object(members))
    }
}
