import YAMLDocument

/// What a cluster has of Flux before a bootstrap.
struct BootstrapSight: Sendable {
    /// How new it is; `nil` where there is none, or nothing tells.
    var version: FluxVersionMark?
    /// What installed it, where that was another tool, such as `Helm`.
    var manager: String?
    /// The other namespace that a Flux is in; `nil` where there is none.
    var otherNamespace: String?
    /// The types as the cluster serves them; `nil` where Flux is not there.
    var types: FluxTypes?
    var gitRepository: KubernetesObject?
    var kustomization: KubernetesObject?
    /// The Secret of git credentials.
    var secret: KubernetesObject?
    /// Flux's definitions, by their names.
    var definitions: [String: StoredDefinition] = [:]

    /// Whether the controllers work that follow a repository.
    private var areControllersReady = true

    /// Whether Flux keeps itself as the repository has it, so that nobody else needs to.
    var isFollowing: Bool {
        areControllersReady && kustomization?.status?["lastAppliedRevision"]?.string?.isEmpty == false
    }

    /// Looks at a cluster.
    init(_ client: ClusterClient, for sync: FluxSync) async throws(ClusterError) {
        let found = try await client.list(
            .customResourceDefinition,
            namespace: nil,
            reading: StoredDefinition.selection
        )
        for definition in found where definition.name.hasSuffix(".fluxcd.io") {
            definitions[definition.name] = StoredDefinition(definition)
            guard definition.name == sync.gitRepositoryType.groupResource,
                let manager = definition.label(Labels.managedBy), manager != "flux"
            else { continue }
            self.manager = manager
        }
        let controllers = try await client.list(
            .deployment,
            namespace: nil,
            labelSelector: FluxManifest.selector,
            reading: ControllerDeployment.selection
        )
        let others = controllers.filter { controller in
            FluxManifest.requiredComponents.contains(controller.name) && controller.namespace != sync.namespace
        }
        otherNamespace = others.compactMap(\.namespace).min()
        for name in FluxManifest.requiredComponents {
            let controller = try await client.find(.deployment, namespace: sync.namespace, name: name)
            if controller.map({ ControllerDeployment($0).problem == nil }) != true { areControllersReady = false }
            if name == FluxManifest.sourceController { version = controller.flatMap { FluxVersionMark($0) } }
        }
        secret = try await client.find(.secret, namespace: sync.namespace, name: FluxSync.usualSecretName)
        do {
            types = try await client.fluxTypes()
        } catch  where error.isTypeAbsent {
            return
        }
        guard let types else { return }
        gitRepository = try await client.find(types.gitRepository, namespace: sync.namespace, name: sync.name)
        kustomization = try await client.find(types.kustomization, namespace: sync.namespace, name: sync.name)
    }
}

// MARK: What must not be done unasked

extension BootstrapSight {
    /// Refuses what would take something away that nobody has agreed to.
    func check(_ layout: BootstrapLayout, _ consents: BootstrapWish.Consents, cluster: String) throws(DeliveryError) {
        let place = "cluster \"\(cluster)\""
        if let otherNamespace {
            throw DeliveryError(
                at: place,
                "Flux is in namespace \"\(otherNamespace)\" already, and would fight with another in"
                    + " \"\(layout.sync.namespace)\" over the same objects",
                hint: "give --namespace \(otherNamespace), or take that one off first:"
                    + " flux uninstall --namespace=\(otherNamespace)"
            )
        }
        if let manager, !consents.contains(.takeover) {
            throw DeliveryError(
                at: place,
                "Flux is there already, installed by \(manager), which would go on changing it",
                hint: "have \(manager) give it up first, and then agree with --take-over"
            )
        }
        if let version, let wanted = layout.manifest.comparableVersion, wanted.isOlder(than: version),
            !consents.contains(.downgrade)
        {
            throw BootstrapLayout.downgrade(from: version, to: wanted, at: place)
        }
        if !consents.contains(.replacingSync), let difference = difference(from: layout.sync) {
            throw DeliveryError(
                at: place,
                "it follows \(difference.present) already, expected \(difference.wanted)",
                hint: "give that one, or agree with --replace-sync that what only the other one holds is deleted"
            )
        }
        try checkStoredVersions(layout.manifest, place)
    }

    private func difference(from sync: FluxSync) -> (present: String, wanted: String)? {
        let path = kustomization?.spec?["path"]?.string ?? "./"
        if kustomization != nil, Self.normal(path) != Self.normal(sync.kustomizationPath) {
            return ("folder \(path)", sync.kustomizationPath)
        }
        guard let spec = gitRepository?.spec else { return nil }
        if let url = spec["url"]?.string, url != sync.url { return (MaskedURL.text(url), sync.url) }
        let branch = spec["ref"]?["branch"]?.string ?? "master"
        return branch == sync.branch ? nil : ("branch \(branch)", sync.branch)
    }

    private static func normal(_ path: String) -> [Substring] { path.split(separator: "/").filter { $0 != "." } }

    /// The API server refuses a definition without a version in which objects may be stored. Half a new Flux would be
    /// there then.
    private func checkStoredVersions(_ manifest: FluxManifest, _ place: String) throws(DeliveryError) {
        for (definition, stale) in outdated(by: manifest) where stale.contains(definition.type.version) {
            throw DeliveryError(
                at: place,
                "\(definition.type.groupResource) is stored as \(definition.type.version), which this Flux knows no more",
                hint: "change to one first that knows it and later versions: Flux 2.0 to 2.6 do for v1beta2"
            )
        }
    }

    /// The definitions whose objects may be stored in versions that a manifest does not know, with these.
    func outdated(by manifest: FluxManifest) -> [(definition: StoredDefinition, stale: [String])] {
        manifest.documents.filter(\.isDefinition).compactMap { document in
            guard let definition = definitions[document.object.name] else { return nil }
            let stale = definition.stale(for: document.object)
            return stale.isEmpty ? nil : (definition, stale)
        }
    }
}

extension ResourceType {
    /// Custom resource definitions, of the whole cluster.
    static let customResourceDefinition = ResourceType(
        group: "apiextensions.k8s.io",
        version: "v1",
        kind: "CustomResourceDefinition",
        plural: "customresourcedefinitions",
        isNamespaced: false
    )
}
