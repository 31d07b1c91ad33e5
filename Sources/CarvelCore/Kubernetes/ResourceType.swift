/// A type of object in one version of its API: what a URL needs to name it.
public struct ResourceType: Sendable, Hashable {
    /// The API group; empty for the core group.
    public var group: String
    public var version: String
    public var kind: String
    /// The name in URLs, such as `kustomizations`.
    public var plural: String
    public var isNamespaced: Bool

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
    public static let namespace = ResourceType(
        group: "",
        version: "v1",
        kind: "Namespace",
        plural: "namespaces",
        isNamespaced: false
    )
    public static let secret = ResourceType(group: "", version: "v1", kind: "Secret", plural: "secrets")
    public static let configMap = ResourceType(group: "", version: "v1", kind: "ConfigMap", plural: "configmaps")
    public static let serviceAccount = ResourceType(
        group: "",
        version: "v1",
        kind: "ServiceAccount",
        plural: "serviceaccounts"
    )
    public static let role = ResourceType(
        group: "rbac.authorization.k8s.io",
        version: "v1",
        kind: "Role",
        plural: "roles"
    )
    public static let roleBinding = ResourceType(
        group: "rbac.authorization.k8s.io",
        version: "v1",
        kind: "RoleBinding",
        plural: "rolebindings"
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

    public static let package = ResourceType(
        group: "data.packaging.carvel.dev",
        version: "v1alpha1",
        kind: "Package",
        plural: "packages"
    )
    public static let packageInstall = ResourceType(
        group: "packaging.carvel.dev",
        version: "v1alpha1",
        kind: "PackageInstall",
        plural: "packageinstalls"
    )
    public static let app = ResourceType(
        group: "kappctrl.k14s.io",
        version: "v1alpha1",
        kind: "App",
        plural: "apps"
    )
}
