/// A package's install on one run cluster, as it is in the repository.
struct PresentInstall: Sendable {
    let folder: PackageFolder
    let cluster: Delivery.RunCluster
    let file: InstallFile
    let tree: RepositoryTree

    /// The package's name.
    var package: String { file.refName }

    /// The version in place: what the install selects from the repository, or else what it names; `nil` where neither
    /// can be told.
    var version: String? {
        selectedVersion(file.selection) ?? file.selection.exactVersion
    }

    /// What is selected of the versions that the run cluster offers; where these are not known, the one that is named.
    func selectedVersion(_ selection: VersionSelection) -> String? {
        let offer = folder.offer(on: cluster.name)
        guard offer.ignorance == nil else { return selection.exactVersion }
        return try? selection.selectForPackageInstall(from: offer.packages.map(\.version))
    }

    /// The selection with another constraint; prereleases stay as the install has them.
    func selection(constraints: String) -> VersionSelection {
        VersionSelection(constraints: constraints, prereleases: file.selection.prereleases)
    }

    /// The values that it has; `nil` too where they are encoded or encrypted, and can't be looked at.
    var values: ValuesFile? {
        try? folder.valuesFile(for: cluster.name, in: tree).values()
    }
}

extension RepositoryTree {
    /// The installs of a package on run clusters.
    ///
    /// - Parameters:
    ///   - package: the package's name, or its folder's.
    ///   - clusters: the names of the run clusters.
    /// - Throws: `DeliveryError` where there is no such package, no such cluster, or no install of the one on the other.
    func installs(of package: String, on clusters: [String]) throws(DeliveryError) -> [PresentInstall] {
        let delivery = try delivery()
        let folder = try packageFolders(for: delivery).folder(named: package, with: delivery.engine)
        var installs: [PresentInstall] = []
        for name in clusters {
            let cluster = try delivery.runCluster(named: name)
            guard let file = folder.installs[cluster.name] else {
                throw Self.notInstalled(folder, on: cluster, of: delivery)
            }
            installs.append(PresentInstall(folder: folder, cluster: cluster, file: file, tree: self))
        }
        return installs
    }

    private static func notInstalled(
        _ folder: PackageFolder,
        on cluster: Delivery.RunCluster,
        of delivery: Delivery
    ) -> DeliveryError {
        let others = delivery.runClusters.map(\.name).filter { folder.installs[$0] != nil }
        let meant = others.isEmpty ? "" : "did you mean \(others.map { "\"\($0)\"" }.joined(separator: " or "))? "
        return DeliveryError(
            "\(folder.refName) is not installed on \(cluster.name)",
            hint: meant
                + "to put it there: kubectl carvel-deliver add \(folder.refName) --to \(cluster.name)"
        )
    }
}
