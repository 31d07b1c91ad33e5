import FoundationEssentials
import OrderedCollections
public import YAMLDocument

extension KubeconfigSecretList {
    /// The list as a versioned object, kind `KubeconfigSecretList` or `KubeconfigSecretCheck`.
    public var json: JSONValue {
        [
            "apiVersion": .string(Delivery.apiVersion),
            "kind": .string(kind),
            "status": ["health": .string(health.rawValue)],
            "items": .array(items.map(\.json)),
        ]
    }
}

extension KubeconfigInspection {
    /// The inspection as an item of a list; what is not known is left out.
    var json: JSONValue {
        var item: JSONObject = [
            "kind": .string(reference.kind.rawValue),
            "namespace": .string(reference.namespace),
            "name": .string(reference.name),
        ]
        item["key"] = (key ?? reference.key).map(JSONValue.string)
        item["runCluster"] = .string(runCluster)
        item["server"] = server.map(JSONValue.string)
        item["identity"] = identity.map(JSONValue.string)
        item["health"] = .string(health.rawValue)
        item["firstEnd"] = firstEnd.map { .string($0.end.formatted(.iso8601)) }
        item["ends"] = .array(
            ends.map { ["kind": .string($0.kind.rawValue), "time": .string($0.end.formatted(.iso8601))] }
        )
        item["users"] = .array(
            users.map { ["kind": .string($0.kind), "namespace": .string($0.namespace), "name": .string($0.name)] }
        )
        item["rights"] = rights.isEmpty ? nil : .array(rights.map(\.json))
        item["findings"] = .array(findings.map(\.json))
        return .object(item)
    }
}

extension KubeconfigInspection.Right {
    fileprivate var json: JSONValue {
        var right: JSONObject = [
            "user": .string(user), "verb": .string(action.verb), "resource": .string(action.groupResource),
        ]
        right["namespace"] = action.namespace.map(JSONValue.string)
        right["name"] = action.name.map(JSONValue.string)
        right["allowed"] = .bool(isAllowed)
        return .object(right)
    }
}

extension KubeconfigFinding {
    fileprivate var json: JSONValue {
        var finding: JSONObject = [
            "severity": .string(severity.rawValue), "reason": .string(reason.rawValue), "message": .string(message),
        ]
        finding["advice"] = advice.map(JSONValue.string)
        return .object(finding)
    }
}
