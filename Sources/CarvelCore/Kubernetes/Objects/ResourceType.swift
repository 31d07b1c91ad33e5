/// A type of object in one version of its API: what a URL needs to name it.
public struct ResourceType: Sendable, Hashable {
    /// The API group; empty for the core group.
    public var group: String
    /// The version of the group, such as `v1`.
    public var version: String
    /// The type as objects name it, such as `Kustomization`.
    public var kind: String
    /// The name in URLs, such as `kustomizations`.
    public var plural: String
    /// Whether its objects are in a namespace, rather than of the whole cluster.
    public var isNamespaced: Bool

    /// A type in its parts, of which `plural` can't be told from the others.
    public init(group: String, version: String, kind: String, plural: String, isNamespaced: Bool = true) {
        self.group = group
        self.version = version
        self.kind = kind
        self.plural = plural
        self.isNamespaced = isNamespaced
    }

    /// Group and version as objects carry them.
    public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// The name by which the API server speaks of the type, such as `kustomizations.kustomize.toolkit.fluxcd.io`.
    public var groupResource: String { group.isEmpty ? plural : "\(plural).\(group)" }

    /// The same type in another version.
    public func version(_ version: String) -> ResourceType {
        var type = self
        type.version = version
        return type
    }

    /// Where its objects are, below the server's address.
    func path(namespace: String?, name: String? = nil, subresource: String? = nil) -> String {
        var path = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
        if isNamespaced, let namespace { path += "/namespaces/\(URLText.escaped(namespace))" }
        path += "/\(plural)"
        if let name { path += "/\(URLText.escaped(name))" }
        if let subresource { path += "/\(subresource)" }
        return path
    }
}

// MARK: The types that a delivery consists of

extension ResourceType {
    /// Core `v1`, of the whole cluster.
    public static let namespace = ResourceType(
        group: "",
        version: "v1",
        kind: "Namespace",
        plural: "namespaces",
        isNamespaced: false
    )
    /// Core `v1`.
    public static let secret = ResourceType(group: "", version: "v1", kind: "Secret", plural: "secrets")
    /// Core `v1`.
    public static let configMap = ResourceType(group: "", version: "v1", kind: "ConfigMap", plural: "configmaps")
    /// Core `v1`.
    public static let pod = ResourceType(group: "", version: "v1", kind: "Pod", plural: "pods")
    /// Core `v1`: what controllers tell of objects.
    public static let event = ResourceType(group: "", version: "v1", kind: "Event", plural: "events")
    /// Core `v1`.
    public static let serviceAccount = ResourceType(
        group: "",
        version: "v1",
        kind: "ServiceAccount",
        plural: "serviceaccounts"
    )
    /// RBAC `v1`: rights within one namespace.
    public static let role = ResourceType(
        group: "rbac.authorization.k8s.io",
        version: "v1",
        kind: "Role",
        plural: "roles"
    )
    /// RBAC `v1`: who has the rights of a role.
    public static let roleBinding = ResourceType(
        group: "rbac.authorization.k8s.io",
        version: "v1",
        kind: "RoleBinding",
        plural: "rolebindings"
    )
    /// RBAC `v1`: rights in all namespaces, and on what is in none.
    public static let clusterRole = ResourceType(
        group: "rbac.authorization.k8s.io",
        version: "v1",
        kind: "ClusterRole",
        plural: "clusterroles",
        isNamespaced: false
    )
    /// RBAC `v1`: who has the rights of a role in all namespaces.
    public static let clusterRoleBinding = ResourceType(
        group: "rbac.authorization.k8s.io",
        version: "v1",
        kind: "ClusterRoleBinding",
        plural: "clusterrolebindings",
        isNamespaced: false
    )

    /// Flux 2.0 and later; older ones serve it as `v1beta2`.
    public static let gitRepository = ResourceType(
        group: "source.toolkit.fluxcd.io",
        version: "v1",
        kind: "GitRepository",
        plural: "gitrepositories"
    )
    /// Flux 2.0 and later; older ones serve it as `v1beta2`.
    public static let kustomization = ResourceType(
        group: "kustomize.toolkit.fluxcd.io",
        version: "v1",
        kind: "Kustomization",
        plural: "kustomizations"
    )
    /// Flux 2.0 and later; older ones serve it as `v1beta2`.
    public static let helmRepository = ResourceType(
        group: "source.toolkit.fluxcd.io",
        version: "v1",
        kind: "HelmRepository",
        plural: "helmrepositories"
    )
    /// Flux 2.3 and later; older ones serve it as `v2beta2` or `v2beta1`.
    public static let helmRelease = ResourceType(
        group: "helm.toolkit.fluxcd.io",
        version: "v2",
        kind: "HelmRelease",
        plural: "helmreleases"
    )

    /// One version of a package; served by kapp-controller's own API server.
    public static let package = ResourceType(
        group: "data.packaging.carvel.dev",
        version: "v1alpha1",
        kind: "Package",
        plural: "packages"
    )
    /// The wish to have a package installed, in one version or the best of a range.
    public static let packageInstall = ResourceType(
        group: "packaging.carvel.dev",
        version: "v1alpha1",
        kind: "PackageInstall",
        plural: "packageinstalls"
    )
    /// Where kapp-controller gets Packages from, if not from what Flux applies.
    public static let packageRepository = ResourceType(
        group: "packaging.carvel.dev",
        version: "v1alpha1",
        kind: "PackageRepository",
        plural: "packagerepositories"
    )
    /// What kapp-controller makes of a PackageInstall, by the same name, and deploys.
    public static let app = ResourceType(
        group: "kappctrl.k14s.io",
        version: "v1alpha1",
        kind: "App",
        plural: "apps"
    )
}
