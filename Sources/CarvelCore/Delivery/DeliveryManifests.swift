/// All that a delivery puts on its clusters, by cluster, in an order in which it can be applied.
public struct DeliveryManifests: Sendable {
    private(set) var delivery: Delivery
    private(set) var folders: [PackageFolder]
    let flux: FluxManifests
    /// By the run cluster's name.
    private let runs: [String: [Manifest]]
    /// What `delivery.yaml` says of objects that there are not, a sentence each.
    public let warnings: [String]

    /// - Parameter types: Flux's types in the versions that the build cluster serves; `nil` where it was not asked, for
    ///   those of `build.fluxVersion`.
    /// - Throws: `DeliveryError` where the repository can't be read as a delivery.
    public init(_ tree: RepositoryTree, types: FluxTypes? = nil) throws(DeliveryError) {
        delivery = try tree.delivery()
        folders = try tree.packageFolders(for: delivery).filter { !$0.installs.isEmpty }
        var patcher = ManifestPatcher(delivery)
        let types = types ?? delivery.build.fluxVersion?.types ?? FluxTypes()
        flux = try FluxManifests(delivery, folders, types: types, patcher: &patcher)
        var runs: [String: [Manifest]] = [:]
        for cluster in delivery.runClusters {
            var manifests: [Manifest] = []
            for manifest in RunClusterManifests(delivery, cluster).all() {
                manifests.append(try patcher.patched(manifest, .init(cluster: cluster.name)))
            }
            runs[cluster.name] = manifests
        }
        self.runs = runs
        warnings = patcher.warnings(folders)
    }

    /// The same without some run clusters, as if `delivery.yaml` and the repository knew nothing of them.
    func without(_ clusters: Set<String>) -> DeliveryManifests {
        var rest = self
        rest.delivery.runClusters.removeAll { clusters.contains($0.name) }
        for index in rest.folders.indices {
            rest.folders[index].installs = rest.folders[index].installs.filter { !clusters.contains($0) }
        }
        rest.folders.removeAll { $0.installs.isEmpty }
        return rest
    }

    /// What a run cluster gets.
    public func run(_ cluster: Delivery.RunCluster) -> [Manifest] {
        runs[cluster.name] ?? []
    }

    /// What the build cluster gets before the Kustomizations; Secrets apart, whose content is not in the repository.
    public func buildFoundation() -> [Manifest] {
        flux.foundation(delivery.runClusters)
    }

    /// What makes Flux follow the repository.
    public func sources() -> [Manifest] {
        flux.gitRepositories(folders)
    }

    /// What makes Flux deliver to one run cluster.
    public func kustomizations(_ cluster: Delivery.RunCluster) -> [Manifest] {
        flux.kustomizations(folders, for: cluster)
    }

    /// The names of the Secrets with which Flux logs in to the repository.
    public var authSecretNames: [String] {
        flux.authSecretNames(folders)
    }

    /// The names of the Secrets that Flux takes keys from to decrypt values.
    public var decryptionSecretNames: [String] {
        flux.decryptionSecretNames(folders)
    }
}

extension RepositoryTree {
    /// What each cluster gets, the build cluster first, unless one cluster alone is asked for.
    ///
    /// - Parameters:
    ///   - types: Flux's types as the build cluster serves them; by default as `delivery.yaml` says.
    ///   - warn: is told what does not fit, though it is no error.
    /// - Throws: `DeliveryError` where the repository can't be read as a delivery, or that has no such cluster.
    public func sections(
        cluster: String? = nil,
        types: FluxTypes? = nil,
        warn: (String) -> Void = { _ in }
    ) throws(DeliveryError) -> [DeliveryManifests.Section] {
        switch try delivery().engine {
        case .flux:
            let manifests = try DeliveryManifests(self, types: types)
            manifests.warnings.forEach(warn)
            return try manifests.sections(cluster: cluster)
        case .kappController: return try AppDeliveryManifests(self).sections(cluster: cluster)
        }
    }
}

extension DeliveryManifests {
    /// What one cluster gets.
    public struct Section: Sendable {
        /// `build`, or a run cluster's name.
        public var cluster: String
        /// In an order in which they can be applied.
        public var manifests: [Manifest]
        /// What it gets too, and whose content is not in the repository: Secrets, and ConfigMaps of workload identities.
        public var leftOut: [String]
    }

    /// The name by which the build cluster is asked for.
    public static let buildSection = "build"

    /// What each cluster gets: the build cluster first, unless one cluster alone is asked for.
    ///
    /// - Throws: `DeliveryError` where the delivery has no such cluster.
    public func sections(cluster: String? = nil) throws(DeliveryError) -> [Section] {
        let build = Section(
            cluster: Self.buildSection,
            manifests: buildFoundation() + sources() + delivery.runClusters.flatMap(kustomizations),
            leftOut: (authSecretNames + decryptionSecretNames).map {
                "\(ResourceType.secret.kind)/\(delivery.build.namespace)/\($0)"
            }
                + delivery.runClusters.filter { !kustomizations($0).isEmpty }.map {
                    $0.kubeconfigReference(namespace: delivery.build.namespace).title
                }
        )
        if cluster == Self.buildSection { return [build] }
        if let cluster { return [section(try delivery.runCluster(named: cluster))] }
        return [build] + delivery.runClusters.map(section)
    }

    private func section(_ cluster: Delivery.RunCluster) -> Section {
        Section(cluster: cluster.name, manifests: run(cluster), leftOut: [])
    }
}
