import YAMLDocument

/// Decides by the Roles, ClusterRoles and bindings in the store who may do what.
struct RBACAuthorizer: Sendable {
    struct Decision: Sendable, Hashable {
        var isAllowed: Bool
        /// By which binding; empty for a refusal and for `system:masters`.
        var reason = ""
    }

    /// Rules that somebody has through one binding.
    struct Grant: Sendable {
        var rules: [PolicyRule]
        var binding: String
    }

    private let store: ObjectStore
    private let types: ServerTypes

    init(store: ObjectStore, types: ServerTypes) {
        self.store = store
        self.types = types
    }

    /// Whether a user may do something.
    func decide(_ attributes: AccessAttributes, for user: UserInfo) -> Decision {
        if user.groups.contains(UserInfo.mastersGroup) { return Decision(isAllowed: true) }
        var namespace = ""
        if case .resource(let resource) = attributes.subject { namespace = resource.namespace }
        for grant in grants(for: user, namespace: namespace)
        where grant.rules.contains(where: { $0.allows(attributes) }) {
            return Decision(isAllowed: true, reason: "RBAC: allowed by \(grant.binding)")
        }
        return Decision(isAllowed: false)
    }

    /// Makes sure that a user may do something.
    ///
    /// - Throws: 403 if not.
    func demand(_ attributes: AccessAttributes, of user: UserInfo) throws(StatusError) {
        guard decide(attributes, for: user).isAllowed else { throw attributes.forbidden(for: user) }
    }

    /// What a user holds in a namespace, or, for an empty one, in the whole cluster.
    func grants(for user: UserInfo, namespace: String) -> [Grant] {
        var grants = store.list(types.clusterRoleBindings, namespace: nil).items.compactMap { binding in
            grant(binding, to: user, namespace: "", title: "ClusterRoleBinding")
        }
        guard !namespace.isEmpty else { return grants }
        grants += store.list(types.roleBindings, namespace: namespace).items.compactMap { binding in
            grant(binding, to: user, namespace: namespace, title: "RoleBinding")
        }
        return grants
    }

    private func grant(_ binding: JSONValue, to user: UserInfo, namespace: String, title: String) -> Grant? {
        let subject = binding["subjects"]?.array?.first { Self.subject($0, in: namespace, isOneOf: user) }
        guard let subject, let reference = binding["roleRef"], let role = role(reference, namespace: namespace) else {
            return nil
        }
        let name = binding[path: "metadata", "name"]?.string ?? ""
        let qualified = namespace.isEmpty ? name : "\(name)/\(namespace)"
        let roleKind = reference["kind"]?.string ?? ""
        let roleName = reference["name"]?.string ?? ""
        return Grant(
            rules: PolicyRule.rules(of: role),
            binding:
                "\(title) \"\(qualified)\" of \(roleKind) \"\(roleName)\" to \(Self.describe(subject, in: namespace))"
        )
    }

    /// The role that a binding refers to, if it exists.
    func role(_ reference: JSONValue, namespace: String) -> JSONValue? {
        guard let name = reference["name"]?.string else { return nil }
        switch reference["kind"]?.string {
        case "ClusterRole": return try? store.get(types.clusterRoles, namespace: "", name: name)
        case "Role" where !namespace.isEmpty: return try? store.get(types.roles, namespace: namespace, name: name)
        default: return nil
        }
    }

    private static func subject(_ subject: JSONValue, in namespace: String, isOneOf user: UserInfo) -> Bool {
        guard let name = subject["name"]?.string else { return false }
        switch subject["kind"]?.string {
        case "User": return user.name == name
        case "Group": return user.groups.contains(name)
        case "ServiceAccount":
            let home = subject["namespace"]?.string ?? namespace
            return !home.isEmpty && user.name == UserInfo.serviceAccount(namespace: home, name: name).name
        default: return false
        }
    }

    private static func describe(_ subject: JSONValue, in namespace: String) -> String {
        let kind = subject["kind"]?.string ?? ""
        let name = subject["name"]?.string ?? ""
        guard kind == "ServiceAccount" else { return "\(kind) \"\(name)\"" }
        return "\(kind) \"\(name)/\(subject["namespace"]?.string ?? namespace)\""
    }
}
