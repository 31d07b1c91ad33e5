/// The versions of a package in the repository, and what is selected from them.
public struct PackageVersions: Sendable, Hashable {
    /// The package's name.
    public var package: String
    /// The commit that was looked at, 40 hexadecimal digits.
    public var commit: String?
    /// The versions, the newest first.
    public var versions: [String]
    /// What each run cluster with the package asks for, in the order of the delivery.
    public var clusters: [ClusterRequest]
    /// What the user asks for, if anything.
    public var query: Request?

    /// What is asked for, and what kapp-controller would make of it.
    public struct Request: Sendable, Hashable {
        /// What is asked for.
        public var selection: VersionSelection
        /// The version that is selected; `nil` for none.
        public var selected: String?
        /// The controller's own reason why none is.
        public var reason: String?

        init(_ selection: VersionSelection, from versions: [String]) {
            self.selection = selection
            do {
                selected = try selection.selectForPackageInstall(from: versions)
            } catch {
                reason = error.description
            }
        }
    }

    /// What a run cluster asks for.
    public struct ClusterRequest: Sendable, Hashable {
        /// The run cluster.
        public var name: String
        /// What its PackageInstall asks for.
        public var request: Request
    }

    /// - Parameters:
    ///   - package: the package's name, or its folder's.
    ///   - selection: what the user asks for; `nil` for nothing.
    /// - Throws: `DeliveryError` for a package that the repository does not hold.
    public init(
        of package: String,
        in tree: RepositoryTree,
        selection: VersionSelection? = nil
    ) throws(DeliveryError) {
        let delivery = try tree.delivery()
        let folder = try tree.packageFolders(for: delivery).folder(named: package)
        self.package = folder.refName
        commit = tree.commit
        versions = folder.versions.map { ($0, try? SemanticVersion($0)) }.sorted { left, right in
            switch (left.1, right.1) {
            case (let left?, let right?): left > right
            // What kapp-controller does not take for a version comes last.
            case (let left, let right): left != nil && right == nil
            }
        }.map(\.0)
        clusters = delivery.runClusters.compactMap { cluster in
            folder.installs[cluster.name].map { file in
                ClusterRequest(name: cluster.name, request: Request(file.selection, from: folder.versions))
            }
        }
        query = selection.map { Request($0, from: folder.versions) }
    }

    /// The run clusters on which a version is selected.
    public func clusters(selecting version: String) -> [ClusterRequest] {
        clusters.filter { $0.request.selected == version }
    }
}
