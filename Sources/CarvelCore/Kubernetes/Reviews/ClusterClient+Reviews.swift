import OrderedCollections
import YAMLDocument

// Questions to a server about users and their rights. They are created like objects, and kept nowhere.

extension ClusterClient {
    /// As whom the server sees us, impersonation included.
    ///
    /// Source: Kubernetes 1.28 and later, `SelfSubjectReview` of `authentication.k8s.io/v1`.
    public func whoAmI() async throws(ClusterError) -> ReviewedUser {
        let (call, status) = try await review(
            "authentication.k8s.io",
            kind: "SelfSubjectReview",
            plural: "selfsubjectreviews",
            spec: nil
        )
        guard let user = status["userInfo"], let name = user["username"]?.string else {
            throw error(call, .malformed("the server's answer has no username"))
        }
        return ReviewedUser(
            name: name,
            uid: user["uid"]?.string,
            groups: [String](texts: user["groups"]),
            extra: (user["extra"]?.object ?? [:]).reduce(into: [:]) { $0[$1.key] = [String](texts: $1.value) }
        )
    }

    /// Whether we may do something.
    ///
    /// Source: Kubernetes, `SelfSubjectAccessReview` of `authorization.k8s.io/v1`.
    public func mayI(_ action: ResourceAction) async throws(ClusterError) -> AccessDecision {
        try await decision(
            kind: "SelfSubjectAccessReview",
            plural: "selfsubjectaccessreviews",
            spec: ["resourceAttributes": action.attributes]
        )
    }

    /// Whether somebody may do something. Asking takes the right to create SubjectAccessReviews.
    ///
    /// Source: Kubernetes, `SubjectAccessReview` of `authorization.k8s.io/v1`.
    public func may(_ user: ReviewedUser, _ action: ResourceAction) async throws(ClusterError) -> AccessDecision {
        var spec: JSONValue = ["resourceAttributes": action.attributes, "user": .string(user.name)]
        spec["uid"] = user.uid.map(JSONValue.string)
        if !user.groups.isEmpty { spec["groups"] = .array(user.groups.map(JSONValue.string)) }
        if !user.extra.isEmpty {
            let sorted = user.extra.sorted { $0.key < $1.key }
            spec["extra"] = .object(
                JSONObject(uniqueKeysWithValues: sorted.map { ($0.key, .array($0.value.map(JSONValue.string))) })
            )
        }
        return try await decision(kind: "SubjectAccessReview", plural: "subjectaccessreviews", spec: spec)
    }

    /// All that we may do in a namespace, as far as the server can list it.
    ///
    /// Source: Kubernetes, `SelfSubjectRulesReview` of `authorization.k8s.io/v1`.
    public func myRules(namespace: String) async throws(ClusterError) -> AccessRules {
        let (_, status) = try await review(
            "authorization.k8s.io",
            kind: "SelfSubjectRulesReview",
            plural: "selfsubjectrulesreviews",
            spec: ["namespace": .string(namespace)]
        )
        return AccessRules(status)
    }

    private func decision(kind: String, plural: String, spec: JSONValue) async throws(ClusterError) -> AccessDecision {
        let (call, status) = try await review("authorization.k8s.io", kind: kind, plural: plural, spec: spec)
        guard let isAllowed = status["allowed"]?.bool else {
            throw error(call, .malformed("the server's answer does not say whether it is allowed"))
        }
        return AccessDecision(
            isAllowed: isAllowed,
            isDenied: status["denied"]?.bool ?? false,
            reason: status["reason"]?.string ?? "",
            evaluationError: status["evaluationError"]?.string
        )
    }

    private func review(
        _ group: String,
        kind: String,
        plural: String,
        spec: JSONValue?
    ) async throws(ClusterError) -> (call: ClusterCall, status: JSONValue) {
        let type = ResourceType(group: group, version: "v1", kind: kind, plural: plural, isNamespaced: false)
        var call = ClusterCall(
            ResourceAction("create", type, namespace: nil),
            method: "POST",
            path: type.path(namespace: nil)
        )
        var body: JSONValue = ["apiVersion": .string(type.apiVersion), "kind": .string(kind)]
        body["spec"] = spec
        call.contentType = "application/json"
        call.body = JSONWriter.bytes(body)
        // A question that is asked twice changes nothing.
        call.repetition = .isSafe
        return (call, try await value(call)["status"] ?? [:])
    }
}

extension ResourceAction {
    /// The action as a review carries it.
    fileprivate var attributes: JSONValue {
        var attributes: JSONValue = ["verb": .string(verb), "group": .string(group), "resource": .string(resource)]
        attributes["version"] = version.map(JSONValue.string)
        attributes["subresource"] = subresource.map(JSONValue.string)
        attributes["namespace"] = namespace.map(JSONValue.string)
        attributes["name"] = name.map(JSONValue.string)
        return attributes
    }
}
