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
    /// Single values to set or take out, laid over the file or over the values that are there.
    public var assignments: [ValuesAssignment]
    /// The PackageInstall's name; by default the first part of the package's name.
    public var installName: String?
    /// The installs that kapp is to have done with before it begins this one; none of them with Flux.
    public var predecessors: [String]

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
        assignments: [ValuesAssignment] = [],
        installName: String? = nil,
        after predecessors: [String] = []
    ) {
        self.package = package
        self.clusters = clusters
        self.version = version
        self.values = values
        self.assignments = assignments
        self.installName = installName
        self.predecessors = predecessors
    }

    /// The constraint that any release satisfies.
    static let anyVersion = ">=0.0.0"

    /// The files as they should be, those that are there already changed in as few places as can be.
    ///
    /// - Throws: `DeliveryError` for what kapp-controller would refuse, or what needs another decision.
    public func edit(_ tree: RepositoryTree) throws(DeliveryError) -> RepositoryEdit {
        let delivery = try tree.delivery()
        let folders = try tree.packageFolders(for: delivery)
        let folder = try tree.folder(toAdd: package, among: folders, to: clusters, of: delivery)
        var edit = RepositoryEdit()
        for name in clusters {
            let cluster = try delivery.runCluster(named: name)
            let present = folder.installs[cluster.name]
            let version = try folder.selectedVersion(selection(present), on: cluster.name, in: &edit)
            let installName = try nameOfInstall(of: folder, on: cluster, among: folders)
            let values = try values(on: cluster, of: folder, named: installName, in: tree)
            // Values that stay have to fit the version that comes.
            let staying = presentValues(on: cluster, of: folder, in: tree)
            if let checked = values ?? staying {
                try folder.check(checked, version: version, on: cluster.name, assignments: assignments, in: &edit)
            }
            var wanted = InstallManifests(
                name: installName,
                refName: folder.refName,
                constraints: constraints(present, selecting: version),
                serviceAccountName: cluster.serviceAccountName,
                values: values?.text
            )
            if let files = folder.surroundings[cluster.name] {
                try wanted.fit(into: files, replacing: present, after: predecessors)
            } else if let first = predecessors.first {
                throw DeliveryError(
                    "--after \(first) is for the engine kapp-controller; Flux has no order among installs"
                )
            }
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
}

// MARK: What is asked for

extension AddPackage {
    /// What the PackageInstall will select by.
    private func selection(_ present: InstallFile?) -> VersionSelection {
        // Prereleases stay as the install has them.
        var selection = present?.selection ?? VersionSelection()
        switch version {
        case .present: break
        case .newestAlways: selection.constraints = Self.anyVersion
        case .exactly(let version): selection.constraints = version
        }
        return selection
    }

    /// The values that are wanted on a run cluster; `nil` to leave those that are there.
    private func values(
        on cluster: Delivery.RunCluster,
        of folder: PackageFolder,
        named name: String,
        in tree: RepositoryTree
    ) throws(DeliveryError) -> ValuesFile? {
        guard !assignments.isEmpty, values == nil else { return try ValuesAssignment.apply(assignments, to: values) }
        return try ValuesAssignment.apply(
            assignments,
            to: folder.valuesFile(
                for: cluster.name,
                named: InstallManifests.valuesSecretName(ofInstall: name),
                in: tree
            ).values()
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
