import Foundation
import OrderedCollections
import YAMLDocument

/// What the server does with objects of built-in types beside keeping them.
enum BuiltInRules {
    private static let rbac = "rbac.authorization.k8s.io"
    private static let mostDataBytes = 1024 * 1024

    // MARK: Defaults

    /// The object as it is kept: with defaults, and with `stringData` taken over into `data`.
    static func completed(_ object: JSONValue, _ definition: ResourceDefinition) -> JSONValue {
        switch (definition.group, definition.kind) {
        case ("", "Secret"): completedSecret(object)
        case ("", "Namespace"): completedNamespace(object)
        case (rbac, "RoleBinding"), (rbac, "ClusterRoleBinding"): completedBinding(object)
        default: object
        }
    }

    private static func completedSecret(_ object: JSONValue) -> JSONValue {
        var object = object
        if case .object(let texts)? = object["stringData"] {
            var data = object["data"]?.object ?? [:]
            for (key, text) in texts {
                data[key] = .string(Data((text.string ?? "").utf8).base64EncodedString())
            }
            if !data.isEmpty { object["data"] = .object(data) }
        }
        object["stringData"] = nil
        if (object["type"]?.string ?? "").isEmpty { object["type"] = "Opaque" }
        return object
    }

    private static func completedNamespace(_ object: JSONValue) -> JSONValue {
        guard let name = object[path: "metadata", "name"]?.string, !name.isEmpty else { return object }
        var object = object
        var metadata = object["metadata"] ?? [:]
        var labels = metadata["labels"] ?? [:]
        labels["kubernetes.io/metadata.name"] = .string(name)
        metadata["labels"] = labels
        object["metadata"] = metadata
        return object
    }

    private static func completedBinding(_ object: JSONValue) -> JSONValue {
        var object = object
        if var role = object["roleRef"], role.object != nil, (role["apiGroup"]?.string ?? "").isEmpty {
            role["apiGroup"] = .string(rbac)
            object["roleRef"] = role
        }
        if case .array(let subjects)? = object["subjects"] {
            object["subjects"] = .array(
                subjects.map { subject in
                    guard ["User", "Group"].contains(subject["kind"]?.string ?? ""), subject["apiGroup"] == nil else {
                        return subject
                    }
                    var subject = subject
                    subject["apiGroup"] = .string(rbac)
                    return subject
                }
            )
        }
        return object
    }

    // MARK: Validation

    /// What is wrong with an object, its metadata aside.
    static func causes(of object: JSONValue, live: JSONValue?, _ definition: ResourceDefinition) -> [StatusError.Cause]
    {
        switch (definition.group, definition.kind) {
        case ("", "Secret"): dataCauses(object, live: live) + secretTypeCauses(object, live: live)
        case ("", "ConfigMap"): dataCauses(object, live: live)
        case (rbac, "RoleBinding"), (rbac, "ClusterRoleBinding"): bindingCauses(object, live: live)
        case (rbac, "Role"), (rbac, "ClusterRole"): roleCauses(object)
        default: []
        }
    }

    private static func dataCauses(_ object: JSONValue, live: JSONValue?) -> [StatusError.Cause] {
        var causes: [StatusError.Cause] = []
        var size = 0
        for field in ["data", "binaryData"] {
            for (key, value) in (object[field]?.object ?? [:]).sorted(by: { $0.key < $1.key }) {
                size += (value.string ?? "").utf8.count
                let problems = NameRules.dataKeyProblems(key)
                causes += problems.map { .invalid("\(field)[\(key)]", .string(key), $0) }
            }
        }
        if size > mostDataBytes { causes.append(.tooLong("data", most: mostDataBytes)) }
        if let live, live["immutable"]?.bool == true {
            if object["immutable"]?.bool != true { causes.append(frozen("immutable")) }
            for field in ["data", "binaryData"] where object[field] != live[field] {
                causes.append(frozen(field))
            }
        }
        return causes
    }

    private static func frozen(_ field: String) -> StatusError.Cause {
        StatusError.Cause(
            reason: "FieldValueForbidden",
            message: "Forbidden: field is immutable when `immutable` is set",
            field: field
        )
    }

    private static func secretTypeCauses(_ object: JSONValue, live: JSONValue?) -> [StatusError.Cause] {
        guard let live, let type = object["type"], type != live["type"] else { return [] }
        return [.invalid("type", type, "field is immutable")]
    }

    private static func bindingCauses(_ object: JSONValue, live: JSONValue?) -> [StatusError.Cause] {
        var causes: [StatusError.Cause] = []
        let role = object["roleRef"] ?? [:]
        if let live, let before = live["roleRef"], before != role {
            causes.append(.invalid("roleRef", role, "cannot change roleRef"))
        }
        let roleKind = role["kind"] ?? .string("")
        let kinds: [JSONValue] = object["kind"]?.string == "RoleBinding" ? ["Role", "ClusterRole"] : ["ClusterRole"]
        if !kinds.contains(roleKind) {
            causes.append(.notSupported("roleRef.kind", roleKind, kinds))
        }
        if (role["name"]?.string ?? "").isEmpty { causes.append(.required("roleRef.name")) }
        for (index, subject) in (object["subjects"]?.array ?? []).enumerated() {
            let path = "subjects[\(index)]"
            if (subject["name"]?.string ?? "").isEmpty { causes.append(.required("\(path).name")) }
            if subject["kind"] == "ServiceAccount" && (subject["namespace"]?.string ?? "").isEmpty {
                causes.append(.required("\(path).namespace"))
            }
        }
        return causes
    }

    private static func roleCauses(_ object: JSONValue) -> [StatusError.Cause] {
        var causes: [StatusError.Cause] = []
        for (index, rule) in (object["rules"]?.array ?? []).enumerated() {
            if rule["verbs"]?.array?.isEmpty != false {
                causes.append(.required("rules[\(index)].verbs", "verbs must contain at least one value"))
            }
            guard rule["nonResourceURLs"]?.array?.isEmpty != false else { continue }
            if rule["apiGroups"]?.array?.isEmpty != false {
                causes.append(
                    .required("rules[\(index)].apiGroups", "resource rules must supply at least one api group")
                )
            }
            if rule["resources"]?.array?.isEmpty != false {
                causes.append(
                    .required("rules[\(index)].resources", "resource rules must supply at least one resource")
                )
            }
        }
        return causes
    }

    /// Why the values of a Secret's `data` are none, as the server's decoder says it.
    static func dataProblem(_ object: JSONValue, _ definition: ResourceDefinition) -> String? {
        let fields: [String] =
            switch (definition.group, definition.kind) {
            case ("", "Secret"): ["data"]
            case ("", "ConfigMap"): ["binaryData"]
            default: []
            }
        for field in fields {
            for (_, value) in object[field]?.object ?? [:] {
                if let text = value.string, Data(base64Encoded: text) == nil { return "illegal base64 data" }
            }
        }
        return nil
    }
}
