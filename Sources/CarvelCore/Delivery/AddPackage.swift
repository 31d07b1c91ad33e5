import YAMLDocument

/// Puts a package on run clusters: writes each one's PackageInstall and values Secret.
public struct AddPackage: Sendable {
    /// The package's name, or its folder's.
    public var package: String
    /// The run clusters, by their names in the delivery.
    public var clusters: [String]
    /// Which version each of them gets.
    public var version: WantedVersion
    /// The values file, as it will stand in the Secret; `nil` to leave the values as they are.
    public var values: ValuesFile?
    /// The PackageInstall's name; by default the first part of the package's name.
    public var installName: String?

    /// Which version to install.
    public enum WantedVersion: Sendable, Hashable {
        /// The newest that the repository holds now, and no other later.
        case newestNow
        /// The newest at any time: what is pushed later is installed without asking.
        case newestAlways
        /// Exactly this one.
        case exactly(String)
    }

    /// A wish; whether the repository can meet it, `edit` says.
    public init(
        package: String,
        clusters: [String],
        version: WantedVersion,
        values: ValuesFile? = nil,
        installName: String? = nil
    ) {
        self.package = package
        self.clusters = clusters
        self.version = version
        self.values = values
        self.installName = installName
    }

    /// The constraint that any release satisfies.
    static let anyVersion = ">=0.0.0"

    /// The files as they should be, those that are there already changed in as few places as can be.
    ///
    /// - Throws: `DeliveryError` for what kapp-controller would refuse, or what needs another decision.
    public func edit(_ tree: RepositoryTree) throws(DeliveryError) -> RepositoryEdit {
        let delivery = try tree.delivery()
        let folders = try tree.packageFolders(for: delivery)
        let folder = try packageFolder(folders)
        let version = try selectedVersion(folder)
        try checkValues(folder, version)

        var edit = RepositoryEdit()
        for name in clusters {
            let cluster = try delivery.runCluster(named: name)
            let wanted = InstallManifests(
                name: try nameOfInstall(of: folder, on: cluster, among: folders),
                refName: folder.refName,
                constraints: self.version == .newestAlways ? Self.anyVersion : version,
                serviceAccountName: cluster.serviceAccountName,
                values: values?.text
            )
            let install = InstallEdit(wanted: wanted, folder: folder, cluster: cluster, tree: tree)
            try install.apply(to: &edit)
        }
        return edit
    }

    /// The commit's message: what went where.
    public static func message(_ edit: RepositoryEdit) -> String {
        guard edit.notes.count > 1 else { return (edit.notes.first ?? "Add a package").capitalizedFirst }
        return "Change \(edit.notes.count) installs\n\n" + edit.notes.map { "- \($0)" }.joined(separator: "\n")
    }
}

// MARK: What is asked for

extension AddPackage {
    private func packageFolder(_ folders: [PackageFolder]) throws(DeliveryError) -> PackageFolder {
        let matching = folders.filter { $0.refName == package || $0.name == package || $0.path == package }
        if let folder = matching.first, matching.count == 1 { return folder }
        if matching.count > 1 {
            throw DeliveryError(
                "the repository has package \(package) in \(matching.map(\.path).joined(separator: " and in "))",
                hint: "say which folder"
            )
        }
        let names = folders.map(\.refName)
        guard !names.isEmpty else {
            throw DeliveryError(
                "the repository has no package at all",
                hint: "push one as \(package)/\(PackageFolder.packagesFolder)/<version>.yaml, as the supply chain does"
            )
        }
        throw DeliveryError(
            "the repository has no package \(package), it has: \(names.joined(separator: ", "))",
            hint: closestMatch(to: package, in: names).map { "did you mean \"\($0)\"?" }
        )
    }

    /// The version that will be installed now, by kapp-controller's own rules.
    private func selectedVersion(_ folder: PackageFolder) throws(DeliveryError) -> String {
        let versions = folder.packages.map(\.version)
        let selection: VersionSelection
        switch version {
        case .newestNow: selection = VersionSelection()
        case .newestAlways: selection = VersionSelection(constraints: Self.anyVersion)
        case .exactly(let version): selection = VersionSelection(constraints: version)
        }
        do {
            return try selection.selectForPackageInstall(from: versions)
        } catch {
            throw DeliveryError(
                "kapp-controller would install no version of \(folder.refName): \(error.description)",
                hint: versionHint(versions)
            )
        }
    }

    private func versionHint(_ versions: [String]) -> String {
        guard case .exactly(let wanted) = version else {
            return "the repository holds \(versions.joined(separator: ", ")); name one with --version"
        }
        // TAP appends build metadata, which counts: without it the version does not match.
        let withBuild = versions.first { $0.hasPrefix(wanted + "+") }
        let close = withBuild ?? closestMatch(to: wanted, in: versions)
        return close.map { "did you mean --version \($0)?" }
            ?? "the repository holds \(versions.joined(separator: ", "))"
    }

    /// Refuses values that the package's own schema refuses, before anything is pushed.
    private func checkValues(_ folder: PackageFolder, _ version: String) throws(DeliveryError) {
        let package = folder.packages.first { $0.version == version }
        guard let values, let openAPI = package?.openAPISchema else { return }
        do {
            try ValuesSchema(openAPI: openAPI).check([values])
        } catch {
            throw DeliveryError("\(error)")
        }
    }

    /// A name that no other package's install on that cluster has.
    private func nameOfInstall(
        of folder: PackageFolder,
        on cluster: Delivery.RunCluster,
        among folders: [PackageFolder]
    ) throws(DeliveryError) -> String {
        if let present = folder.installs[cluster.name]?.object.name, installName == nil || installName == present {
            return present
        }
        let name = installName ?? folder.refName.split(separator: ".").first.map(String.init) ?? folder.refName
        guard KubernetesName.isSubdomain(name) else {
            throw DeliveryError("\"\(name)\" is no name for a PackageInstall, expected \(KubernetesName.labelRule)")
        }
        let twin = folders.first { $0.path != folder.path && $0.installs[cluster.name]?.object.name == name }
        if let twin {
            throw DeliveryError(
                "on \(cluster.name), \(twin.refName) is installed as \"\(name)\" already",
                hint: "give another name with --name"
            )
        }
        return name
    }
}

extension String {
    /// The text with its first letter as a capital.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
