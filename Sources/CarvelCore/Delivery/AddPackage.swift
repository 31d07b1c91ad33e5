import YAMLDocument

/// Puts a package on run clusters: writes each one's PackageInstall and values Secret.
public struct AddPackage: Sendable {
    /// The package's name, or its folder's.
    public var package: String
    /// The run clusters, by their names in the delivery.
    public var clusters: [String]
    /// Which version each of them gets.
    public var version: WantedVersion
    /// The values file, as it will stand in the Secret; `nil` to begin with the values that are there.
    public var values: ValuesFile?
    /// Single values, `key.key=value`, laid over the file or over the values that are there.
    public var assignments: [String]
    /// The PackageInstall's name; by default the first part of the package's name.
    public var installName: String?

    /// Which version to install.
    public enum WantedVersion: Sendable, Hashable {
        /// The one that is there; where there is none yet, the newest that the repository holds now.
        case present
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
        assignments: [String] = [],
        installName: String? = nil
    ) {
        self.package = package
        self.clusters = clusters
        self.version = version
        self.values = values
        self.assignments = assignments
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
        var edit = RepositoryEdit()
        for name in clusters {
            let cluster = try delivery.runCluster(named: name)
            let present = folder.installs[cluster.name]
            let version = try selectedVersion(of: folder, present)
            let values = try values(on: cluster, of: folder, in: tree)
            // Values that stay have to fit the version that comes.
            let staying = presentValues(on: cluster, of: folder, in: tree)
            try check(values ?? staying, of: folder, version)
            let wanted = InstallManifests(
                name: try nameOfInstall(of: folder, on: cluster, among: folders),
                refName: folder.refName,
                constraints: constraints(present, selecting: version),
                serviceAccountName: cluster.serviceAccountName,
                values: values?.text
            )
            let install = InstallEdit(wanted: wanted, folder: folder, cluster: cluster, tree: tree)
            try install.apply(to: &edit)
        }
        return edit
    }

    private func constraints(_ present: InstallFile?, selecting version: String) -> String {
        switch self.version {
        case .present: present.map { $0.selection.constraints ?? "" } ?? version
        case .newestAlways: Self.anyVersion
        case .exactly: version
        }
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
    private func selectedVersion(of folder: PackageFolder, _ present: InstallFile?) throws(DeliveryError) -> String {
        let versions = folder.packages.map(\.version)
        let selection: VersionSelection
        switch version {
        case .present: selection = present?.selection ?? VersionSelection()
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

    /// The values that are wanted on a run cluster; `nil` to leave those that are there.
    private func values(
        on cluster: Delivery.RunCluster,
        of folder: PackageFolder,
        in tree: RepositoryTree
    ) throws(DeliveryError) -> ValuesFile? {
        guard !assignments.isEmpty, values == nil else { return try ValuesAssignment.apply(assignments, to: values) }
        return try ValuesAssignment.apply(
            assignments,
            to: folder.valuesFile(for: cluster.name, in: tree).values()
        )
    }

    /// The values that are there, if another version is to take them; `nil` too where they are encoded or encrypted.
    private func presentValues(
        on cluster: Delivery.RunCluster,
        of folder: PackageFolder,
        in tree: RepositoryTree
    ) -> ValuesFile? {
        guard version != .present, folder.installs[cluster.name] != nil else { return nil }
        return try? folder.valuesFile(for: cluster.name, in: tree).values()
    }

    /// Refuses values that the package's own schema refuses, before anything is pushed.
    private func check(_ values: ValuesFile?, of folder: PackageFolder, _ version: String) throws(DeliveryError) {
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
