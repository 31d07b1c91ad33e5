import YAMLDocument

/// Gathers the files of packages by their folders. What many run clusters have alike is parsed once.
struct PackageFolderReader {
    private let tree: RepositoryTree
    /// The names of the run clusters, sorted.
    private let clusters: [String]
    private let clusterNames: Set<String>
    private var folders: [String: PackageFolder] = [:]
    private var encrypted: [String: Set<String>] = [:]
    private var encryption = TextMemo<Bool>()
    private var installs = TextMemo<InstallFile.Content>()

    init(_ tree: RepositoryTree, _ delivery: Delivery) {
        self.tree = tree
        clusters = delivery.runClusters.map(\.name).sorted()
        clusterNames = Set(clusters)
    }

    /// The folders of the files that were read, by path.
    func sortedFolders() -> [PackageFolder] {
        var folders = folders
        for (path, clusters) in encrypted { folders[path]?.encryptedClusters = clusters }
        return folders.values.sorted { $0.path < $1.path }
    }

    /// Takes in the file at a position of the tree's, if its place is one of a package's.
    ///
    /// - Throws: `DeliveryError` where it is not what its place says.
    mutating func read(at position: Int) throws(DeliveryError) {
        let path = tree.files.path(at: position)
        guard RepositoryTree.matters(path), let place = PackageFilePlace(path, below: tree.root) else { return }
        let (folder, subfolder) = (String(place.folder), String(place.subfolder))
        let isOfCluster = clusterNames.contains(subfolder)
        if isOfCluster, encryption.value(at: position, in: tree.files, Sops.hasEncrypted) {
            encrypted[folder, default: []].insert(subfolder)
        }
        if subfolder == PackageFolder.packagesFolder {
            let packages = try packageFiles(path)
            // In place: a copy for each of thousands of versions would take long.
            if !packages.isEmpty { folders[folder, default: .init(path: folder, for: clusters)].packages += packages }
        } else if isOfCluster, place.file == PackageFolder.installFile {
            folders[folder, default: .init(path: folder, for: clusters)].installs[subfolder] = InstallFile(
                try install(at: position, path),
                .usual(folder: folder, cluster: subfolder)
            )
        }
    }

    private func packageFiles(_ path: String) throws(DeliveryError) -> [PackageFile] {
        var packages: [PackageFile] = []
        for document in try tree.documents(path) where document["kind"]?.string == ResourceType.package.kind {
            packages.append(try PackageFile(KubernetesObject(document), path: path))
        }
        return packages
    }

    private mutating func install(at position: Int, _ path: String) throws(DeliveryError) -> InstallFile.Content {
        try installs.value(at: position, in: tree.files) { _ throws(DeliveryError) in
            let installs = try tree.documents(path).filter { $0["kind"]?.string == ResourceType.packageInstall.kind }
            guard let install = installs.first, installs.count == 1 else {
                throw DeliveryError(at: path, "holds \(installs.count) PackageInstalls, expected one")
            }
            return try InstallFile(KubernetesObject(install), path: path).content
        }
    }
}
