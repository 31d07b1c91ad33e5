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
    /// of packages.
    ///
    /// - Throws: `DeliveryError` where such a file is no YAML.
    func strayInstalls(for delivery: Delivery) throws(DeliveryError) -> [StrayInstall] {
        let folders = Set(try packageFolders(for: delivery).map(\.path))
        let clusters = delivery.runClusters.map(\.name)
        var strays: [StrayInstall] = []
        for path in paths.sorted() where Self.matters(path) {
            let parts = path.split(separator: "/").map(String.init)
            guard parts.count >= 3, let file = parts.last else { continue }
            let cluster = parts[parts.count - 2]
            if file == PackageFolder.installFile, clusters.contains(cluster) { continue }
            let isInPackage = folders.contains { path.hasPrefix($0 + "/") }
            guard isInPackage || file.hasPrefix("packageinstall.") else { continue }
            // Most files hold none, and need not be parsed to know it.
            guard files[path]?.contains(ResourceType.packageInstall.kind) == true else { continue }
            for document in try documents(path) where document["kind"]?.string == ResourceType.packageInstall.kind {
                strays.append(Self.stray(KubernetesObject(document).name, at: path, cluster, among: clusters))
            }
        }
        return strays
    }

    private static func stray(
        _ name: String,
        at path: String,
        _ cluster: String,
        among clusters: [String]
    ) -> StrayInstall {
        if clusters.contains(cluster) || cluster == PackageFolder.packagesFolder {
            return StrayInstall(
                path: path,
                name: name,
                reason: "\(path) holds a PackageInstall, which is only read from CLUSTER/\(PackageFolder.installFile)",
                hint: "give each package a folder of its own, and name the file \(PackageFolder.installFile)"
            )
        }
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
