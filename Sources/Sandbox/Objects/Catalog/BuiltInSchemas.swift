import YAMLDocument

/// What built-in objects may hold. Configuration, accounts and rights are given in full, so that unknown fields are
/// found; workloads only as far as the merging of their lists needs it.
enum BuiltInSchemas {
    private typealias Schema = StructuralSchema

    static let configMap = Schema.root(properties: [
        "data": .map(of: .string), "binaryData": .map(of: .string), "immutable": .boolean,
    ])

    static let secret = Schema.root(properties: [
        "data": .map(of: .string), "stringData": .map(of: .string), "type": .string, "immutable": .boolean,
    ])

    static let serviceAccount = Schema.root(properties: [
        "automountServiceAccountToken": .boolean,
        "imagePullSecrets": .list(of: .localReference, by: "name"),
        "secrets": .list(of: objectReference, by: "name"),
    ])

    static let namespace = Schema.root(properties: [
        "spec": .object(["finalizers": .list(of: .string)]),
        "status": .object(["phase": .string, "conditions": .list(of: .open(), by: "type")]),
    ])

    static let role = Schema.root(properties: ["rules": .list(of: policyRule)])

    static let clusterRole = Schema.root(properties: [
        "rules": .list(of: policyRule),
        "aggregationRule": .object(["clusterRoleSelectors": .list(of: .open())]),
    ])

    static let roleBinding = Schema.root(properties: [
        "roleRef": .atomic(["apiGroup": .string, "kind": .string, "name": .string]),
        "subjects": .list(
            of: .atomic(["apiGroup": .string, "kind": .string, "name": .string, "namespace": .string])
        ),
    ])

    static let event = Schema.root(properties: [
        "involvedObject": objectReference, "related": objectReference, "reason": .string, "message": .string,
        "source": .object(["component": .string, "host": .string]), "type": .string, "count": .integer,
        "firstTimestamp": .string, "lastTimestamp": .string, "eventTime": .string, "action": .string,
        "series": .object(["count": .integer, "lastObservedTime": .string]),
        "reportingComponent": .string, "reportingInstance": .string,
    ])

    static let pod = Schema.root(properties: ["spec": podSpec, "status": status])

    static let deployment = Schema.root(properties: [
        "spec": .open([
            "selector": .open().asAtomic,
            "template": .open(["metadata": .objectMeta, "spec": podSpec]),
        ]),
        "status": status,
    ])

    static let service = Schema.root(properties: [
        "spec": .open([
            "ports": .list(
                of: .open(["protocol": Schema(.string, defaultValue: "TCP"), "port": .integer]),
                by: "port",
                "protocol"
            ),
            "selector": .map(of: .string).asAtomic,
        ]),
        "status": status,
    ])

    static let ingress = Schema.root(properties: [
        "spec": .open(["rules": .list(of: .open()), "tls": .list(of: .open())]),
        "status": .open(),
    ])

    /// Types that are kept without looking at them.
    static let other = Schema.root(properties: ["spec": .open(), "status": status], isOpen: true)

    private static let policyRule = Schema.object([
        "verbs": .list(of: .string), "apiGroups": .list(of: .string), "resources": .list(of: .string),
        "resourceNames": .list(of: .string), "nonResourceURLs": .list(of: .string),
    ])

    private static let objectReference = Schema.atomic([
        "apiVersion": .string, "kind": .string, "name": .string, "namespace": .string, "uid": .string,
        "resourceVersion": .string, "fieldPath": .string,
    ])

    private static let status = Schema.open(["conditions": .list(of: .open(), by: "type")])

    private static let container = Schema.open([
        "env": .list(of: .open(), by: "name"),
        "ports": .list(
            of: .open(["protocol": Schema(.string, defaultValue: "TCP"), "containerPort": .integer]),
            by: "containerPort",
            "protocol"
        ),
        "volumeMounts": .list(of: .open(), by: "mountPath"),
        "volumeDevices": .list(of: .open(), by: "devicePath"),
    ])

    private static let podSpec = Schema.open([
        "containers": .list(of: container, by: "name"),
        "initContainers": .list(of: container, by: "name"),
        "ephemeralContainers": .list(of: container, by: "name"),
        "volumes": .list(of: .open(), by: "name"),
        "imagePullSecrets": .list(of: .localReference, by: "name"),
        "hostAliases": .list(of: .open(), by: "ip"),
        "nodeSelector": .map(of: .string).asAtomic,
        "topologySpreadConstraints": .list(of: .open(), by: "topologyKey", "whenUnsatisfiable"),
    ])
}

extension StructuralSchema {
    /// The same, applied as one value.
    fileprivate var asAtomic: StructuralSchema {
        StructuralSchema(
            type,
            properties: properties,
            additionalProperties: additionalProperties,
            isAtomic: true,
            preservesUnknownFields: preservesUnknownFields
        )
    }
}
