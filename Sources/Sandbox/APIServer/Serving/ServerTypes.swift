/// The resource types that the server itself works with.
struct ServerTypes: Sendable {
    var namespaces: ResourceDefinition
    var serviceAccounts: ResourceDefinition
    var secrets: ResourceDefinition
    var roles: ResourceDefinition
    var clusterRoles: ResourceDefinition
    var roleBindings: ResourceDefinition
    var clusterRoleBindings: ResourceDefinition

    /// - Throws: 500 if the catalog lacks one of them, which no catalog of this module does.
    init(_ catalog: ResourceCatalog) throws(StatusError) {
        func type(_ group: String, _ plural: String) throws(StatusError) -> ResourceDefinition {
            guard let definition = catalog.definition(group: group, version: "v1", plural: plural) else {
                throw .internalError("the catalog has no \(plural)")
            }
            return definition
        }
        let rbac = "rbac.authorization.k8s.io"
        namespaces = try type("", "namespaces")
        serviceAccounts = try type("", "serviceaccounts")
        secrets = try type("", "secrets")
        roles = try type(rbac, "roles")
        clusterRoles = try type(rbac, "clusterroles")
        roleBindings = try type(rbac, "rolebindings")
        clusterRoleBindings = try type(rbac, "clusterrolebindings")
    }
}
