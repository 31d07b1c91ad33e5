/// All that a delivery puts on its clusters, by cluster, in an order in which it can be applied.
public struct DeliveryManifests: Sendable {
    private(set) var delivery: Delivery
    private(set) var folders: [PackageFolder]
    private(set) var flux: FluxManifests

    /// - Parameters:
    ///   - gitRepository: the type in the version that the build cluster serves.
    ///   - kustomization: likewise.
    /// - Throws: `DeliveryError` where the repository can't be read as a delivery.
    public init(
        _ tree: RepositoryTree,
        gitRepository: ResourceType = .gitRepository,
        kustomization: ResourceType = .kustomization
    ) throws(DeliveryError) {
        delivery = try tree.delivery()
        folders = try tree.packageFolders(for: delivery).filter { !$0.installs.isEmpty }
        flux = FluxManifests(delivery, gitRepository: gitRepository, kustomization: kustomization)
    }

    /// The same without some run clusters, as if `delivery.yaml` and the repository knew nothing of them.
    func without(_ clusters: Set<String>) -> DeliveryManifests {
        var rest = self
        rest.delivery.runClusters.removeAll { clusters.contains($0.name) }
        for index in rest.folders.indices {
            rest.folders[index].installs = rest.folders[index].installs.filter { !clusters.contains($0.key) }
        }
        rest.folders.removeAll { $0.installs.isEmpty }
        rest.flux = FluxManifests(
            rest.delivery,
            gitRepository: flux.gitRepositoryType,
            kustomization: flux.kustomizationType
        )
        return rest
    }

    /// What a run cluster gets.
    public func run(_ cluster: Delivery.RunCluster) -> [Manifest] {
        RunClusterManifests(delivery, cluster).all()
    }

    /// What the build cluster gets before the Kustomizations; Secrets apart, whose content is not in the repository.
    public func buildFoundation() -> [Manifest] {
        flux.foundation()
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
            leftOut: authSecretNames.map { "\(ResourceType.secret.kind)/\(delivery.build.namespace)/\($0)" }
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
