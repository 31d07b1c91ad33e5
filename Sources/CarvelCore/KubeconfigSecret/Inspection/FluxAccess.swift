/// What somebody needs to do on a run cluster through a kubeconfig.
public struct FluxAccess: Sendable, Hashable {
    /// As whom Flux acts there; `nil` for the kubeconfig's own user.
    public var actingAs: NamespacedName?
    /// Where Packages, PackageInstalls and Secrets are applied; `nil` where that is not known.
    public var targetNamespace: String?

    /// - Parameters:
    ///   - actingAs: the service account; its namespace is that of the Kustomization, on whichever cluster.
    public init(actingAs: NamespacedName?, targetNamespace: String?) {
        self.actingAs = actingAs
        self.targetNamespace = targetNamespace
    }

    /// What an object of the build cluster needs, as far as that is known.
    init(_ user: KubeconfigUser) {
        actingAs = user.serviceAccountName.map { NamespacedName(namespace: user.namespace, name: $0) }
        targetNamespace = user.isOfDelivery ? user.targetNamespace : nil
    }

    /// What the Kustomizations of a delivery for a run cluster need.
    public init(_ delivery: Delivery, _ cluster: Delivery.RunCluster) {
        actingAs = NamespacedName(namespace: delivery.build.namespace, name: cluster.serviceAccountName)
        targetNamespace = cluster.namespace
    }

    /// The user that requests name.
    var impersonatedUser: String? {
        actingAs.map { "system:serviceaccount:\($0.namespace ?? ""):\($0.name)" }
    }

    /// What the kubeconfig's own user must be allowed, to act as the other.
    var impersonation: ResourceAction? {
        actingAs.map { ResourceAction("impersonate", .serviceAccount, namespace: $0.namespace, name: $0.name) }
    }

    /// What whoever applies must be allowed: to look, to apply on the server's side, and to prune.
    var actions: [ResourceAction] {
        guard let targetNamespace else { return [] }
        return [ResourceType.package, .packageInstall, .secret].flatMap { type in
            ["get", "list", "create", "patch", "delete"].map { ResourceAction($0, type, namespace: targetNamespace) }
        }
    }
}
