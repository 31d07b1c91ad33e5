/// Goes back to an earlier version of a package.
public struct RollBack: Sendable {
    let package: String
    let clusters: [String]
    let version: String?
    let history: PackageHistory

    /// - Parameters:
    ///   - package: the package's name, or its folder's.
    ///   - clusters: the run clusters, by their names in the delivery.
    ///   - version: the version to go back to; `nil` for the one that was in place before the present one.
    ///   - history: what was in place when.
    public init(package: String, clusters: [String], version: String?, history: PackageHistory) {
        self.package = package
        self.clusters = clusters
        self.version = version
        self.history = history
    }

    /// The files as they should be. An install that goes to a lower version is marked as one that may, since
    /// kapp-controller refuses it otherwise.
    ///
    /// - Throws: `DeliveryError` for a package that is not installed there, where there is nothing to go back to, for a
    ///   version that is not lower or is not in the repository any more, and for values that it does not take.
    public func edit(_ tree: RepositoryTree) throws(DeliveryError) -> RepositoryEdit {
        var edit = RepositoryEdit()
        for install in try tree.installs(of: package, on: clusters) {
            let target = try target(of: install, in: &edit)
            let note = "roll \(install.package) back to \(target) on \(install.cluster.name)"
            try install.move(to: target, lowering: .marked, note: note, in: &edit)
        }
        return edit
    }

    private func target(of install: PresentInstall, in edit: inout RepositoryEdit) throws(DeliveryError) -> String {
        let cluster = install.cluster.name
        if let version {
            let wanted = try install.folder.selectedVersion(
                install.selection(constraints: version),
                on: cluster,
                in: &edit
            )
            guard let present = install.version, let new = try? SemanticVersion(wanted),
                let old = try? SemanticVersion(present), new > old
            else { return wanted }
            throw DeliveryError(
                at: install.file.path,
                "\(cluster) is at \(present), so \(wanted) is no way back",
                hint: "to go on: kubectl carvel-deliver set-version \(install.package) --cluster \(cluster)"
                    + " --version \(wanted)"
            )
        }
        // Somebody else may have pushed between the look at the history and that at the files.
        let seen = history.entries(on: cluster).first
        guard let seen, seen.constraints == install.file.selection.constraints else {
            throw DeliveryError(at: install.file.path, "has been changed meanwhile", hint: "run the command again")
        }
        guard let previous = history.previousVersion(on: cluster) else {
            throw DeliveryError(
                at: install.file.path,
                "there is nothing to go back to: \(cluster) has had no other version than \(seen.version ?? "none")",
                hint: "name one of \(install.folder.versions(on: cluster).joined(separator: ", ")) with --to"
            )
        }
        return previous
    }
}
