/// The part of a delivery that a command is about: one package or all, on some run clusters or on all.
public struct DeliveryPart: Sendable, Hashable {
    /// The package's name, or its folder's; `nil` for all.
    public var package: String?
    /// The names of the run clusters; none for all.
    public var clusters: [String]

    /// All of the delivery, unless said otherwise.
    public init(package: String? = nil, clusters: [String] = []) {
        self.package = package
        self.clusters = clusters
    }
}

/// The packages and run clusters that a part of a delivery stands for.
struct DeliverySelection: Sendable {
    let manifests: DeliveryManifests
    /// The packages.
    let folders: [PackageFolder]
    /// The run clusters.
    let clusters: [Delivery.RunCluster]
    /// Whether nothing is left out, so that what serves all is meant too.
    let isWhole: Bool

    var delivery: Delivery { manifests.delivery }

    /// - Throws: `DeliveryError` for a package or a run cluster that there is not, or a package that is on none of them.
    init(_ manifests: DeliveryManifests, in tree: RepositoryTree, _ part: DeliveryPart) throws(DeliveryError) {
        let (package, names) = (part.package, part.clusters)
        self.manifests = manifests
        let delivery = manifests.delivery
        if let package {
            let wanted = names.isEmpty ? [] : try tree.installs(of: package, on: names).map(\.cluster)
            let folder = try tree.packageFolders(for: delivery).folder(named: package)
            clusters = (names.isEmpty ? delivery.runClusters : wanted).filter { folder.installs[$0.name] != nil }
            folders = [folder]
            guard !clusters.isEmpty else {
                throw DeliveryError(
                    "\(folder.refName) is installed on no run cluster",
                    hint: "to put it somewhere: kubectl carvel-deliver add \(folder.refName) --to CLUSTER"
                )
            }
        } else {
            var wanted: [Delivery.RunCluster] = []
            for name in names { wanted.append(try delivery.runCluster(named: name)) }
            clusters = names.isEmpty ? delivery.runClusters : wanted
            let chosen = clusters
            folders = manifests.folders.filter { folder in chosen.contains { folder.installs[$0.name] != nil } }
        }
        isWhole = names.isEmpty && (package == nil || !delivery.repository.isShared)
    }

    /// The GitRepositories that the packages come from.
    var sources: [Manifest] { manifests.flux.gitRepositories(folders) }

    /// The packages that a GitRepository brings to the chosen run clusters.
    func routes(from source: Manifest) -> [Route] {
        folders.filter { manifests.flux.names.gitRepository($0.name) == source.object.name }.flatMap { folder in
            clusters.compactMap { cluster in
                folder.installs[cluster.name].map { install in
                    Route(
                        cluster: cluster,
                        kustomizations: manifests.flux.kustomizations([folder], for: cluster),
                        install: install.object.name
                    )
                }
            }
        }
    }

    /// The way of one package to one run cluster.
    struct Route: Sendable {
        var cluster: Delivery.RunCluster
        /// The one with the Packages first.
        var kustomizations: [Manifest]
        /// The name of the PackageInstall.
        var install: String
    }
}
