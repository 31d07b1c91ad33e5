import YAMLDocument

/// The resources that are questions rather than objects: who am I, and may I?
struct AccessReviews: Sendable {
    private let authorizer: RBACAuthorizer
    private let authenticator: Authenticator

    init(authorizer: RBACAuthorizer, authenticator: Authenticator) {
        self.authorizer = authorizer
        self.authenticator = authenticator
    }

    /// Whether requests for a type are answered here.
    static func handles(_ definition: ResourceDefinition) -> Bool {
        switch definition.group {
        case "authorization.k8s.io": true
        case "authentication.k8s.io": ["selfsubjectreviews", "tokenreviews"].contains(definition.plural)
        default: false
        }
    }

    /// The review as it is answered: the client's, with its status filled in.
    ///
    /// - Parameters:
    ///   - review: What the client sent.
    ///   - timestamp: The time of the answer, as objects carry it.
    ///   - manager: Who asked, as owner of the fields of what was sent.
    /// - Throws: 422 for a review that asks nothing.
    func answer(
        _ review: JSONValue,
        definition: ResourceDefinition,
        user: UserInfo,
        timestamp: String,
        manager: String
    ) throws(StatusError) -> JSONValue {
        let spec = review["spec"] ?? [:]
        var metadata: JSONValue = [:]
        var answered: JSONValue = ["kind": .string(definition.kind), "apiVersion": .string(definition.apiVersion)]
        let status: JSONValue
        switch definition.plural {
        case "selfsubjectreviews":
            metadata["creationTimestamp"] = .string(timestamp)
            answered["metadata"] = metadata
            answered["status"] = ["userInfo": user.json]
            return answered
        case "tokenreviews": status = tokenStatus(spec)
        case "selfsubjectrulesreviews": status = rulesStatus(spec, user: user)
        case "selfsubjectaccessreviews":
            status = try accessStatus(spec, definition: definition, user: user)
        default:
            status = try accessStatus(spec, definition: definition, user: Self.user(in: spec))
        }
        metadata["managedFields"] = QuestionFields.managed(
            spec,
            apiVersion: definition.apiVersion,
            by: manager,
            time: timestamp
        )
        answered["metadata"] = metadata
        answered["spec"] = spec
        answered["status"] = status
        return answered
    }

    private func accessStatus(
        _ spec: JSONValue,
        definition: ResourceDefinition,
        user: UserInfo
    ) throws(StatusError) -> JSONValue {
        guard let attributes = AccessAttributes(review: spec) else {
            let message = "exactly one of nonResourceAttributes or resourceAttributes must be specified"
            throw .invalid(
                group: definition.group,
                kind: definition.kind,
                name: "",
                causes: [
                    StatusError.Cause(
                        reason: "FieldValueInvalid",
                        message: "Invalid value: null: \(message)",
                        field: "spec.resourceAttributes"
                    )
                ]
            )
        }
        let decision = authorizer.decide(attributes, for: user)
        var status: JSONValue = ["allowed": .bool(decision.isAllowed)]
        if !decision.reason.isEmpty { status["reason"] = .string(decision.reason) }
        return status
    }

    private static func user(in spec: JSONValue) -> UserInfo {
        UserInfo(
            name: spec["user"]?.string ?? "",
            uid: spec["uid"]?.string ?? "",
            groups: spec["groups"]?.array?.compactMap(\.string) ?? []
        )
    }

    private func tokenStatus(_ spec: JSONValue) -> JSONValue {
        guard let user = authenticator.user(token: spec["token"]?.string ?? "")?.authenticated else {
            return ["user": [:], "error": "invalid bearer token"]
        }
        return ["authenticated": true, "user": user.json]
    }

    private func rulesStatus(_ spec: JSONValue, user: UserInfo) -> JSONValue {
        var rules = authorizer.grants(for: user, namespace: spec["namespace"]?.string ?? "default").flatMap(\.rules)
        if user.groups.contains(UserInfo.mastersGroup) {
            rules.append(PolicyRule(["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]]))
            rules.append(PolicyRule(["verbs": ["*"], "nonResourceURLs": ["*"]]))
        }
        return [
            "resourceRules": .array(rules.filter { $0.nonResourceURLs.isEmpty }.map(\.json)),
            "nonResourceRules": .array(rules.filter { !$0.nonResourceURLs.isEmpty }.map(\.json)),
            "incomplete": false,
        ]
    }
}
