import YAMLDocument

/// An object of the build cluster whose controller reaches a run cluster by a kubeconfig.
public struct KubeconfigUser: Sendable, Hashable {
    /// `Kustomization`, `HelmRelease` or `App`.
    public var kind: String
    /// The object's namespace.
    public var namespace: String
    /// The object's name.
    public var name: String
    /// What it names.
    public var reference: KubeconfigReference
    /// The service account of its own namespace whose name Flux acts under on the run cluster, if any.
    public var serviceAccountName: String?
    /// The namespace on the run cluster that its objects go to, if it says so.
    public var targetNamespace: String?
    /// Whether it is one of a delivery of this suite, so that what it applies is known.
    public var isOfDelivery: Bool
    /// Whether its owner has stopped it.
    public var isSuspended: Bool
    /// Whether its controller has applied its latest change, and so has logged in.
    public var isReady: Bool

    /// Such as `Kustomization/app-staging-packages`.
    public var title: String { "\(kind)/\(name)" }

    /// - Returns: `nil` for an object that names no kubeconfig.
    init?(flux object: KubernetesObject) {
        guard let reference = KubeconfigReference(flux: object) else { return nil }
        self.init(object, reference)
        serviceAccountName = object.spec?["serviceAccountName"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        targetNamespace = object.spec?["targetNamespace"]?.string
        isSuspended = object.spec?["suspend"]?.bool == true
        isReady = FluxStatus(object: object).state == .current
    }

    /// - Returns: `nil` for an App that deploys to its own cluster.
    init?(app object: KubernetesObject) {
        guard let reference = KubeconfigReference(app: object) else { return nil }
        self.init(object, reference)
        targetNamespace = object.spec?[path: "cluster", "namespace"]?.string
        isSuspended = CarvelStatus.stopped(object) != nil
        isReady = CarvelStatus(object).verdict == .verified
    }

    private init(_ object: KubernetesObject, _ reference: KubeconfigReference) {
        kind = object.kind
        namespace = object.namespace ?? ""
        name = object.name
        self.reference = reference
        isOfDelivery = object.label(Labels.managedBy) == ClusterClient.fieldManager
        isSuspended = false
        isReady = false
    }
}

extension ClusterClient {
    /// The objects of this build cluster that reach a run cluster by a kubeconfig: Kustomizations, HelmReleases and
    /// Apps, as far as the cluster serves them.
    ///
    /// - Parameters:
    ///   - namespace: `nil` for those of all namespaces.
    ///   - needsFlux: whether a cluster without Flux is an error.
    public func kubeconfigUsers(
        namespace: String?,
        needsFlux: Bool = true
    ) async throws(ClusterError) -> [KubeconfigUser] {
        async let flux = catching { () async throws(ClusterError) in
            guard needsFlux else {
                return try await optionalUsers(.kustomization, ["v1", "v1beta2"], namespace) {
                    KubeconfigUser(flux: $0)
                }
            }
            let type = try await fluxTypes().kustomization
            return try await users(type, namespace) { KubeconfigUser(flux: $0) }
        }
        async let helm = catching { () async throws(ClusterError) in
            try await optionalUsers(.helmRelease, ["v2", "v2beta2", "v2beta1"], namespace) { KubeconfigUser(flux: $0) }
        }
        async let apps = catching { () async throws(ClusterError) in
            try await optionalUsers(.app, ["v1alpha1"], namespace) { KubeconfigUser(app: $0) }
        }
        return try await flux.get() + helm.get() + apps.get()
    }

    private func optionalUsers(
        _ type: ResourceType,
        _ versions: [String],
        _ namespace: String?,
        _ user: (KubernetesObject) -> KubeconfigUser?
    ) async throws(ClusterError) -> [KubeconfigUser] {
        let served = try await servedVersions(ofGroup: type.group)
        guard let version = versions.first(where: served.contains) else { return [] }
        return try await users(type.version(version), namespace, user)
    }

    private func users(
        _ type: ResourceType,
        _ namespace: String?,
        _ user: (KubernetesObject) -> KubeconfigUser?
    ) async throws(ClusterError) -> [KubeconfigUser] {
        try await list(type, namespace: namespace, reading: KubeconfigUser.selection).compactMap(user)
    }
}

extension KubeconfigUser {
    /// The members of an object that say what it uses, and whether it works.
    static let selection = JSONSelection.only(
        "metadata.name",
        "metadata.namespace",
        "metadata.generation",
        "metadata.deletionTimestamp",
        "metadata.labels",
        "spec.kubeConfig",
        "spec.cluster",
        "spec.serviceAccountName",
        "spec.targetNamespace",
        "spec.suspend",
        "spec.paused",
        "spec.canceled",
        "status.observedGeneration",
        "status.conditions",
        "status.friendlyDescription",
        "status.usefulErrorMessage"
    )
}
