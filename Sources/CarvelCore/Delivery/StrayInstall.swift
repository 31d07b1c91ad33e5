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
    /// - Throws: `DeliveryError` where such a file is no YAML.
    func strayInstalls(for delivery: Delivery) throws(DeliveryError) -> [StrayInstall] {
        let folders = Set(try packageFolders(for: delivery).map(\.path))
        let clusters = delivery.runClusters.map(\.name)
        var strays: [StrayInstall] = []
        for path in paths.sorted() where Self.matters(path) {
            let parts = path.split(separator: "/").map(String.init)
            guard let file = parts.last else { continue }
            let cluster = parts.dropLast().last
            let isInCluster = cluster.map(clusters.contains) ?? false
            if file == PackageFolder.installFile, isInCluster, parts.count >= 3 { continue }
            let isInPackage = folders.contains { path.hasPrefix($0 + "/") }
            guard isInPackage || isInCluster || Self.isInstall(file) else { continue }
            // Most files hold none, and need not be parsed to know it.
            guard files[path]?.contains(ResourceType.packageInstall.kind) == true else { continue }
            for install in try documents(path).flatMap(Self.installs) {
                let isMisplaced = isInCluster || cluster == PackageFolder.packagesFolder || parts.count < 3
                strays.append(
                    isMisplaced
                        ? Self.misplaced(install.name, at: path)
                        : Self.ofUnknownCluster(install.name, at: path, cluster ?? "", among: clusters)
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

    private static func misplaced(_ name: String, at path: String) -> StrayInstall {
        StrayInstall(
            path: path,
            name: name,
            reason: "\(path) holds a PackageInstall, which is only read from PACKAGE/CLUSTER/"
                + PackageFolder.installFile,
            hint: "give each package a folder of its own, and name the file \(PackageFolder.installFile)"
        )
    }

    private static func ofUnknownCluster(
        _ name: String,
        at path: String,
        _ cluster: String,
        among clusters: [String]
    ) -> StrayInstall {
        let guess = closestMatch(to: cluster, in: clusters).map { "; did you mean \"\($0)\"?" } ?? ""
        return StrayInstall(
            path: path,
            name: name,
            reason: "\(path) is for \"\(cluster)\", which is no run cluster of \(Delivery.fileName) (it has: "
                + "\(clusters.joined(separator: ", ")))\(guess)",
            hint: "name the cluster in \(Delivery.fileName), or move or remove the folder"
        )
    }
}
