/// Which objects on the clusters of a delivery bring one of its packages, by their names.
public struct PackageObjects: Sendable {
    let folder: PackageFolder
    private let names: ObjectNames

    init(_ folder: PackageFolder, of delivery: Delivery) {
        self.folder = folder
        names = ObjectNames(delivery)
    }

    /// The objects of a package of a repository.
    ///
    /// - Parameter package: the package's name, or its folder's.
    /// - Throws: `DeliveryError` where there is no such package, or the repository can't be read as a delivery.
    public init(of package: String, in tree: RepositoryTree) throws(DeliveryError) {
        let delivery = try tree.delivery()
        self.init(try tree.packageFolders(for: delivery).folder(named: package), of: delivery)
    }

    /// Whether an object is one of them.
    ///
    /// - Parameter kind: as objects name it, such as `Kustomization`.
    func contains(kind: String, name: String, on cluster: DeliveryCluster) -> Bool {
        switch kind {
        case ResourceType.gitRepository.kind: cluster.isBuild && name == names.gitRepository(folder.name)
        case ResourceType.kustomization.kind: cluster.isBuild && kustomizations.contains(name)
        case ResourceType.package.kind: !cluster.isBuild && isVersion(name)
        case ResourceType.packageInstall.kind, ResourceType.app.kind:
            cluster.runCluster.map { name == folder.installs[$0.name]?.object.name } ?? false
        // What brings all packages brings this one.
        case ResourceType.packageRepository.kind: !cluster.isBuild
        default: false
        }
    }

    private var kustomizations: [String] {
        names.delivery.runClusters.flatMap { cluster in
            [
                names.packagesKustomization(folder.name, on: cluster.name),
                names.installsKustomization(folder.name, on: cluster.name),
            ]
        }
    }

    /// Whether a Package is a version of it, be it one that the repository no longer has.
    private func isVersion(_ name: String) -> Bool {
        let version = name.dropFirst(folder.refName.count + 1)
        return name.hasPrefix(folder.refName + ".") && version.first?.isNumber == true
    }
}
