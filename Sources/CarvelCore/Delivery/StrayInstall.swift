import YAMLDocument

/// A PackageInstall in the repository that no command reads, because of where it stands. Whoever wrote it expects it to
/// be delivered, and Flux may even do so.
struct StrayInstall: Sendable, Hashable {
    /// The path of its file.
    var path: String
    /// The install's name.
    var name: String
    /// What is wrong with the place.
    var reason: String
    /// What to do.
    var hint: String
}

extension RepositoryTree {
    /// The PackageInstalls that stand where none is read: in files called `packageinstall`, and anywhere in the folders
    /// of packages and of run clusters.
    ///
    /// - Parameter folders: those of `packageFolders`.
    /// - Throws: `DeliveryError` where such a file is no YAML.
    func strayInstalls(
        for delivery: Delivery,
        besides folders: [PackageFolder]
    ) throws(DeliveryError) -> [StrayInstall] {
        if delivery.engine == .kappController { return try installsOfNoApp(AppLayout(self, delivery)) }
        let folders = Set(folders.map(\.path))
        let clusters = delivery.runClusters.map(\.name)
        let known = Set(clusters)
        var strays: [StrayInstall] = []
        var memo = TextMemo<[KubernetesObject]>()
        for position in files.positions {
            let path = files.path(at: position)
            guard Self.matters(path),
                let place = StrayInstall.place(of: path, below: root, among: known, folders: folders)
            else { continue }
            for install in try installs(at: position, &memo) {
                strays.append(StrayInstall(install.name, at: path, place, among: clusters))
            }
        }
        return strays
    }

    private func installs(
        at position: Int,
        _ memo: inout TextMemo<[KubernetesObject]>
    ) throws(DeliveryError) -> [KubernetesObject] {
        try memo.value(at: position, in: files) { text throws(DeliveryError) in
            // Most files hold none, and need not be parsed to know it.
            guard text.containsBytes(of: ResourceType.packageInstall.kind) else { return [] }
            return try documents(files.path(at: position)).flatMap(Self.installs)
        }
    }

    /// The PackageInstalls in files that no App deploys.
    private func installsOfNoApp(_ layout: AppLayout) throws(DeliveryError) -> [StrayInstall] {
        let folders = layout.clusters.map { "\($0.path)/" }
        var strays: [StrayInstall] = []
        var memo = TextMemo<[KubernetesObject]>()
        for position in files.positions {
            let path = files.path(at: position)
            guard Self.matters(path), !folders.contains(where: path.hasPrefix) else { continue }
            for install in try installs(at: position, &memo) {
                strays.append(
                    StrayInstall(
                        path: path,
                        name: install.name,
                        reason: "\(path) holds a PackageInstall, and no App deploys it: they deploy what is in "
                            + folders.joined(separator: ", "),
                        hint: "move it to one of these folders, or take it out"
                    )
                )
            }
        }
        return strays
    }

    /// Whether a file says by its name that it holds an install, in whatever folder.
    static func isInstall(_ file: String) -> Bool {
        let name = file.lowercased()
        return name.hasPrefix("packageinstall.") && [".yaml", ".yml"].contains(where: name.hasSuffix)
    }

    /// The PackageInstalls of a document, which may be a list of objects.
    private static func installs(_ document: JSONValue) -> [KubernetesObject] {
        let objects = document["kind"]?.string == "List" ? document["items"]?.array ?? [] : [document]
        return objects.filter { $0["kind"]?.string == ResourceType.packageInstall.kind }.map(KubernetesObject.init)
    }
}

extension StrayInstall {
    /// A place in which a PackageInstall is looked for, and not read.
    enum Place: Sendable, Hashable {
        /// No commands read installs there.
        case misplaced
        /// It is that of a run cluster's install, of a cluster that there is not.
        case unknownCluster(String)
    }

    /// The place of a file; `nil` where installs are read, and where nobody expects any.
    ///
    /// - Parameters:
    ///   - root: the delivery's folder; empty for the root of the repository.
    ///   - clusters: the names of the run clusters.
    ///   - folders: the paths of the folders of packages.
    static func place(
        of path: String,
        below root: String = "",
        among clusters: Set<String>,
        folders: Set<String>
    ) -> Place? {
        let (parent, file) = path[...].splitAtLastSlash()
        let cluster = parent.map { String($0.splitAtLastSlash().last) }
        let isInCluster = cluster.map(clusters.contains) ?? false
        var isOfPackage: Bool { PackageFilePlace(path, below: root) != nil }
        if isInCluster, file == PackageFolder.installFile, isOfPackage { return nil }
        guard isInCluster || RepositoryTree.isInstall(String(file)) || path.isBelow(anyOf: folders) else { return nil }
        guard let cluster, !isInCluster, cluster != PackageFolder.packagesFolder, isOfPackage else {
            return .misplaced
        }
        return .unknownCluster(cluster)
    }

    /// What is wrong with an install of that name in that place.
    init(_ name: String, at path: String, _ place: Place, among clusters: [String]) {
        self.path = path
        self.name = name
        switch place {
        case .misplaced:
            reason =
                "\(path) holds a PackageInstall, which is only read from PACKAGE/CLUSTER/"
                + PackageFolder.installFile
            hint = "give each package a folder of its own, and name the file \(PackageFolder.installFile)"
        case .unknownCluster(let cluster):
            let guess = closestMatch(to: cluster, in: clusters).map { "; did you mean \"\($0)\"?" } ?? ""
            reason =
                "\(path) is for \"\(cluster)\", which is no run cluster of \(Delivery.fileName) (it has: "
                + "\(clusters.joined(separator: ", ")))\(guess)"
            hint = "name the cluster in \(Delivery.fileName), or move or remove the folder"
        }
    }
}
