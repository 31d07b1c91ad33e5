import OrderedCollections
public import YAMLDocument

extension DeliveryPlan {
    /// The plan as a versioned object, kind `DeliveryPlan`.
    public var json: JSONValue {
        var status: JSONValue = [
            "commit": commit.map(JSONValue.string) ?? .null,
            "differs": .bool(differs),
            "objects": .array(objects.map(\.json)),
        ]
        if !warnings.isEmpty { status["warnings"] = .array(warnings.map(JSONValue.string)) }
        return [
            "apiVersion": .string(Delivery.apiVersion),
            "kind": "DeliveryPlan",
            "metadata": ["name": .string(delivery)],
            "status": status,
        ]
    }
}

extension PlannedObject {
    /// The object as a member of a plan; what does not apply is left out.
    fileprivate var json: JSONValue {
        var json: JSONValue = ["cluster": .string(cluster), "kind": .string(kind)]
        json["namespace"] = namespace.map(JSONValue.string)
        json["name"] = .string(name)
        json["action"] = .string(action.rawValue)
        json["comparedBy"] = .string(basis.rawValue)
        json["readingReason"] = readingReason.map(JSONValue.string)
        if !changes.isEmpty {
            json["changes"] = .array(
                changes.map { ["field": .string($0.field), "before": $0.before ?? .null, "after": $0.after ?? .null] }
            )
        }
        if !conflicts.isEmpty {
            json["conflicts"] = .array(
                conflicts.map {
                    [
                        "field": .string($0.field), "manager": .string($0.manager),
                        "theirs": $0.theirs ?? .null, "ours": $0.ours ?? .null,
                    ]
                }
            )
        }
        if !notes.isEmpty { json["notes"] = .array(notes.map(JSONValue.string)) }
        json["error"] = failure.map { .string($0.description) }
        return json
    }
}
