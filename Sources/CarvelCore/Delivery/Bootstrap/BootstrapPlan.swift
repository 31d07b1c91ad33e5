import OrderedCollections
public import YAMLDocument

/// What a bootstrap would change in the repository and on the cluster; nothing was touched.
public struct BootstrapPlan: Sendable {
    /// The repository, without credentials.
    public var url: String
    /// What would be committed.
    public var preview: RepositoryPreview
    /// The objects in the order in which they would be applied; Flux applies them itself where it follows already.
    public var objects: [PlannedObject]

    /// Whether something could not be compared, or can't be applied.
    public var hasFailed: Bool { objects.contains { $0.failure != nil } }

    /// The plan as a versioned object, kind `BootstrapPlan`.
    public var json: JSONValue {
        let objects = self.objects.map { planned -> JSONValue in
            var item: JSONObject = ["kind": .string(planned.kind)]
            item["namespace"] = planned.namespace.map(JSONValue.string)
            item["name"] = .string(planned.name)
            item["action"] = .string(planned.action.rawValue)
            item["error"] = planned.failure.map { .string($0.description) }
            return .object(item)
        }
        return [
            "apiVersion": .string(Delivery.apiVersion),
            "kind": "BootstrapPlan",
            "status": [
                "repository": .string(url),
                "files": .array(preview.edit.paths.map(JSONValue.string)),
                "objects": .array(objects),
            ],
        ]
    }
}
