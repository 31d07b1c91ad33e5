/// Takes a package's install out of the repository.
public struct RemovePackage: Sendable {
    let package: String
    let clusters: [String]

    /// - Parameters:
    ///   - package: the package's name, or its folder's.
    ///   - clusters: the run clusters, by their names in the delivery.
    public init(package: String, clusters: [String]) {
        self.package = package
        self.clusters = clusters
    }

    /// The files that go: the PackageInstall and its values; and what then has to be done, and what stays, as advice.
    ///
    /// - Throws: `DeliveryError` for a package that is not installed there.
    public func edit(_ tree: RepositoryTree) throws(DeliveryError) -> RepositoryEdit {
        var edit = RepositoryEdit()
        for install in try tree.installs(of: package, on: clusters) {
            let files = [PackageFolder.installFile, PackageFolder.valuesFile]
            let paths = files.map { install.folder.path(of: $0, for: install.cluster.name) }
            edit.removals.formUnion(paths.filter(tree.paths.contains))
            edit.notes.append("remove \(install.package) from \(install.cluster.name)")
            let folder = "\(install.folder.path)/\(install.cluster.name)/"
            let others = tree.paths.filter { $0.hasPrefix(folder) && !paths.contains($0) }
            if !others.isEmpty { edit.advise("kept, since they are not ours: \(others.joined(separator: ", "))") }
            edit.advise(Self.advice(on: install))
        }
        return edit
    }

    /// Flux alone takes nothing away: it finds the folder gone, and leaves the cluster as it is. It prunes when the
    /// Kustomization is deleted.
    private static func advice(on install: PresentInstall) -> String {
        "\(install.package) goes on running on \(install.cluster.name) until its Kustomizations are deleted, which then"
            + " prune it: kubectl carvel-deliver apply --prune"
    }
}
