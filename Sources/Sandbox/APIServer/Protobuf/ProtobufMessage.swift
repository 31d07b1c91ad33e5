/// How a Kubernetes type looks in protobuf: its fields by number, with the names that they have in JSON.
struct ProtobufMessage: Sendable {
    indirect enum FieldType: Sendable {
        case string
        /// Base64 in JSON.
        case bytes
        case integer
        case bool
        /// A timestamp.
        case time
        case message(ProtobufMessage)
        case list(FieldType)
        /// A map with strings for keys.
        case map(FieldType)
    }

    struct Field: Sendable {
        var name: String
        var type: FieldType
    }

    var fields: [Int: Field]

    init(_ fields: [Int: (String, FieldType)]) {
        self.fields = fields.mapValues { Field(name: $0.0, type: $0.1) }
    }
}

// MARK: The types that kubectl sends in this form

extension ProtobufMessage {
    /// The message of an object's type, or `nil` for one that the sandbox reads as JSON or YAML only.
    static func type(kind: String) -> ProtobufMessage? { types[kind] }

    private static let types: [String: ProtobufMessage] = [
        "Namespace": object([2: ("spec", .message(namespaceSpec))]),
        "Secret": object([
            2: ("data", .map(.bytes)), 3: ("type", .string), 4: ("stringData", .map(.string)), 5: ("immutable", .bool),
        ]),
        "ConfigMap": object([
            2: ("data", .map(.string)), 3: ("binaryData", .map(.bytes)), 4: ("immutable", .bool),
        ]),
        "ServiceAccount": object([
            2: ("secrets", .list(.message(objectReference))), 3: ("imagePullSecrets", .list(.message(nameReference))),
            4: ("automountServiceAccountToken", .bool),
        ]),
        "Role": object([2: ("rules", .list(.message(policyRule)))]),
        "ClusterRole": object([2: ("rules", .list(.message(policyRule)))]),
        "RoleBinding": binding,
        "ClusterRoleBinding": binding,
        "TokenRequest": object([2: ("spec", .message(tokenRequestSpec))]),
        "TokenReview": object([
            2: ("spec", .message(ProtobufMessage([1: ("token", .string), 2: ("audiences", .list(.string))])))
        ]),
        "SelfSubjectReview": object([:]),
        "SelfSubjectAccessReview": object([2: ("spec", .message(accessReviewSpec))]),
        "SubjectAccessReview": object([2: ("spec", .message(accessReviewSpec))]),
        "LocalSubjectAccessReview": object([2: ("spec", .message(accessReviewSpec))]),
        "SelfSubjectRulesReview": object([2: ("spec", .message(ProtobufMessage([1: ("namespace", .string)])))]),
        "DeleteOptions": ProtobufMessage([
            1: ("gracePeriodSeconds", .integer),
            2: ("preconditions", .message(ProtobufMessage([1: ("uid", .string), 2: ("resourceVersion", .string)]))),
            4: ("propagationPolicy", .string), 5: ("dryRun", .list(.string)),
        ]),
    ]

    /// A type whose first field is its metadata.
    private static func object(_ fields: [Int: (String, FieldType)]) -> ProtobufMessage {
        ProtobufMessage(fields.merging([1: ("metadata", .message(objectMeta))]) { field, _ in field })
    }

    private static let objectMeta = ProtobufMessage([
        1: ("name", .string), 2: ("generateName", .string), 3: ("namespace", .string), 5: ("uid", .string),
        6: ("resourceVersion", .string), 7: ("generation", .integer), 8: ("creationTimestamp", .time),
        9: ("deletionTimestamp", .time), 11: ("labels", .map(.string)), 12: ("annotations", .map(.string)),
        13: ("ownerReferences", .list(.message(ownerReference))), 14: ("finalizers", .list(.string)),
    ])

    private static let ownerReference = ProtobufMessage([
        1: ("kind", .string), 3: ("name", .string), 4: ("uid", .string), 5: ("apiVersion", .string),
        6: ("controller", .bool), 7: ("blockOwnerDeletion", .bool),
    ])

    private static let namespaceSpec = ProtobufMessage([1: ("finalizers", .list(.string))])

    private static let nameReference = ProtobufMessage([1: ("name", .string)])

    private static let objectReference = ProtobufMessage([
        1: ("kind", .string), 2: ("namespace", .string), 3: ("name", .string), 4: ("uid", .string),
        5: ("apiVersion", .string), 6: ("resourceVersion", .string), 7: ("fieldPath", .string),
    ])

    private static let policyRule = ProtobufMessage([
        1: ("verbs", .list(.string)), 2: ("apiGroups", .list(.string)), 3: ("resources", .list(.string)),
        4: ("resourceNames", .list(.string)), 5: ("nonResourceURLs", .list(.string)),
    ])

    private static let binding = object([
        2: ("subjects", .list(.message(subject))),
        3: (
            "roleRef",
            .message(ProtobufMessage([1: ("apiGroup", .string), 2: ("kind", .string), 3: ("name", .string)]))
        ),
    ])

    private static let subject = ProtobufMessage([
        1: ("kind", .string), 2: ("apiGroup", .string), 3: ("name", .string), 4: ("namespace", .string),
    ])

    private static let tokenRequestSpec = ProtobufMessage([
        1: ("audiences", .list(.string)), 4: ("expirationSeconds", .integer),
    ])

    private static let accessReviewSpec = ProtobufMessage([
        1: (
            "resourceAttributes",
            .message(
                ProtobufMessage([
                    1: ("namespace", .string), 2: ("verb", .string), 3: ("group", .string), 4: ("version", .string),
                    5: ("resource", .string), 6: ("subresource", .string), 7: ("name", .string),
                ])
            )
        ),
        2: ("nonResourceAttributes", .message(ProtobufMessage([1: ("path", .string), 2: ("verb", .string)]))),
        3: ("user", .string), 4: ("groups", .list(.string)), 6: ("uid", .string),
    ])
}
