import YAMLDocument

/// Keeps people from granting rights that they do not hold themselves, as Kubernetes does.
struct EscalationGuard: Sendable {
    private let authorizer: RBACAuthorizer

    init(authorizer: RBACAuthorizer) {
        self.authorizer = authorizer
    }

    /// Whether writes to objects of a type have to be checked.
    static func guards(_ definition: ResourceDefinition) -> Bool {
        definition.group == "rbac.authorization.k8s.io"
    }

    /// Checks a role or binding as it is about to be stored.
    ///
    /// - Parameters:
    ///   - object: The role or binding after the write.
    ///   - previous: The same before, if it existed: a write that grants nothing new is no escalation.
    /// - Throws: 403 if the user lacks some of what it grants; 404 for a binding to a role that does not exist, which
    ///   might grant anything once it does.
    func check(
        _ object: JSONValue,
        previous: JSONValue?,
        definition: ResourceDefinition,
        namespace: String,
        user: UserInfo
    ) throws(StatusError) {
        let isBinding = definition.kind.hasSuffix("Binding")
        let members = isBinding ? ["roleRef", "subjects"] : ["rules"]
        if let previous, members.allSatisfy({ previous[$0] == object[$0] }) { return }

        let name = object[path: "metadata", "name"]?.string ?? ""
        var role = RequestTarget.Resource(
            group: definition.group,
            version: definition.version,
            namespace: namespace,
            plural: definition.plural,
            name: name,
            subresource: ""
        )
        if isBinding {
            role.plural = object[path: "roleRef", "kind"]?.string == "ClusterRole" ? "clusterroles" : "roles"
            role.name = object[path: "roleRef", "name"]?.string ?? ""
        }
        let passing = AccessAttributes(verb: isBinding ? "bind" : "escalate", subject: .resource(role))
        if authorizer.decide(passing, for: user).isAllowed { return }

        let granting = isBinding ? authorizer.role(object["roleRef"] ?? [:], namespace: namespace) : object
        guard let granting else { throw Self.notFound(role) }
        let held = authorizer.grants(for: user, namespace: namespace).flatMap(\.rules)
        let missing = PolicyRule.rules(of: granting).flatMap(\.parts)
            .filter { part in !held.contains { $0.covers(part: part) } }
        if missing.isEmpty { return }
        let groups = user.groups.map { "\"\($0)\"" }.joined(separator: " ")
        throw .forbidden(
            definition,
            name: name,
            because: "user \"\(user.name)\" (groups=[\(groups)]) is attempting to grant RBAC permissions "
                + "not currently held:\n" + missing.map(\.description).joined(separator: "\n")
        )
    }

    private static func notFound(_ role: RequestTarget.Resource) -> StatusError {
        StatusError(
            code: 404,
            reason: "NotFound",
            message: "\(role.plural).\(role.group) \"\(role.name)\" not found",
            details: StatusError.details(name: role.name, group: role.group, kind: role.plural)
        )
    }
}
