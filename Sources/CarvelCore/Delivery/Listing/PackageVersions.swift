/// The versions of a package in the repository, or on run clusters, and what is selected from them.
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
    /// What could not be looked up, a sentence each.
    public var gaps: [String] = []

    /// What is asked for, and what kapp-controller would make of it.
    public struct Request: Sendable, Hashable {
        /// What is asked for.
        public var selection: VersionSelection
        /// The version that is selected; `nil` for none.
        public var selected: String?
        /// The controller's own reason why none is.
        public var reason: String?

        init(_ selection: VersionSelection, from versions: [String], unless ignorance: String? = nil) {
            self.selection = selection
            if let ignorance {
                reason = "the versions there are not known: \(ignorance)"
                return
            }
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
        let names = delivery.runClusters.map(\.name)
        let folders = try tree.packageFolders(for: delivery)
        let folder = try tree.folder(toAdd: package, among: folders, to: names, of: delivery)
        self.package = folder.refName
        commit = tree.commit
        let all = names.flatMap(folder.versions(on:))
        versions = Set(all).map { ($0, try? SemanticVersion($0)) }.sorted { left, right in
            switch (left.1, right.1) {
            case (let one?, let other?) where one != other: one > other
            case (_?, _?): left.0 > right.0
            // What kapp-controller does not take for a version comes last.
            case (nil, nil): left.0 > right.0
            case (let one, _): one != nil
            }
        }.map(\.0)
        clusters = delivery.runClusters.compactMap { cluster in
            folder.installs[cluster.name].map { file in
                let offer = folder.offer(on: cluster.name)
                let request = Request(
                    file.selection,
                    from: offer.packages.map(\.version),
                    unless: offer.ignorance
                )
                return ClusterRequest(name: cluster.name, request: request)
            }
        }
        query = selection.map { Request($0, from: versions) }
        // Of those with an install it is said there.
        gaps = names.filter { folder.installs[$0] == nil }.compactMap { name in
            folder.offer(on: name).ignorance.map { "\(name): the versions there are not known: \($0)" }
        }
    }

    /// The run clusters on which a version is selected.
    public func clusters(selecting version: String) -> [ClusterRequest] {
        clusters.filter { $0.request.selected == version }
    }
}
