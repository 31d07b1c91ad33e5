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

    /// What goes: the PackageInstall and its values; and what then has to be done, and what stays, as advice.
    ///
    /// - Throws: `DeliveryError` for a package that is not installed there.
    public func edit(_ tree: RepositoryTree) throws(DeliveryError) -> RepositoryEdit {
        var edit = RepositoryEdit()
        for install in try tree.installs(of: package, on: clusters) {
            edit.notes.append("remove \(install.package) from \(install.cluster.name)")
            if let files = install.folder.surroundings[install.cluster.name] {
                try Self.remove(install, from: files, in: &edit)
            } else {
                Self.removeFiles(of: install, in: &edit)
            }
        }
        return edit
    }

    // MARK: Flux

    private static func removeFiles(of install: PresentInstall, in edit: inout RepositoryEdit) {
        let paths = [PackageFolder.installFile, PackageFolder.valuesFile].map {
            install.folder.path(of: $0, for: install.cluster.name)
        }
        edit.removals.formUnion(paths.filter(install.tree.files.contains))
        let folder = "\(install.folder.path)/\(install.cluster.name)/"
        let others = install.tree.paths.filter { $0.hasPrefix(folder) && !paths.contains($0) }
        if !others.isEmpty { edit.advise("kept, since they are not ours: \(others.joined(separator: ", "))") }
        // Flux alone takes nothing away: it finds the folder gone, and leaves the cluster as it is. It prunes when the
        // Kustomization is deleted.
        edit.advise(
            "\(install.package) goes on running on \(install.cluster.name) until its Kustomizations are deleted, which"
                + " then prune it: kubectl carvel-deliver apply --prune"
        )
    }

    // MARK: kapp-controller

    private static func remove(
        _ install: PresentInstall,
        from files: AppFiles,
        in edit: inout RepositoryEdit
    ) throws(DeliveryError) {
        let name = install.file.object.name
        try edit.remove(install.file.object, from: install.file.path, of: install.tree)
        let others = files.installs.filter { $0.object != install.file.object }
        for secretName in install.file.valuesSecrets {
            guard let secret = files.secret(secretName) else { continue }
            let user = others.first { InstallFile.valuesSecrets(of: $0.object).contains(secretName) }
            if let user {
                edit.advise("Secret \(secretName) is kept, since \(user.object.name) uses it")
            } else {
                try edit.remove(secret.object, from: secret.file, of: install.tree)
            }
        }
        let group = install.file.object.annotation(ChangeRule.groupAnnotation) ?? name
        for other in others where ChangeOrder.names(group, in: other.object) {
            edit.advise("a rule of \(other.object.name) in \(other.file) names \(group), and counts for nothing then")
        }
        edit.advise(
            "App \(files.place.name) deletes \(install.package) from \(install.cluster.name) when it next fetches"
                + " the repository"
        )
    }
}
