public import GitRepository

/// Which version of a package went where, as the commits of the GitOps repository tell.
public struct PackageHistory: Sendable, Hashable {
    /// The package's name.
    public var package: String
    /// What happened, newest first.
    public var entries: [Entry]
    /// Whether it is known which version a range selected at that time: not where Packages come from run clusters.
    public var tellsRanges = true

    /// One change of what a run cluster is to have.
    public struct Entry: Sendable, Hashable {
        /// The run cluster.
        public var cluster: String
        /// What happened to the install.
        public var event: Event
        /// The version that the repository called for from then on; `nil` for none.
        public var version: String?
        /// What the PackageInstall asked for; `nil` where it asked for nothing, or is gone.
        public var constraints: String?
        /// The commit that brought it to the branch.
        public var commit: GitCommit
    }

    /// What can happen to an install.
    public enum Event: String, Sendable, Hashable {
        /// It came.
        case added
        /// It called for another version, by an edit of its own or because a Package came or went.
        case changed
        /// It went.
        case removed
    }

    /// What happened on one run cluster, newest first.
    func entries(on cluster: String) -> [Entry] {
        entries.filter { $0.cluster == cluster }
    }

    /// The version that was called for before the present one.
    func previousVersion(on cluster: String) -> String? {
        let entries = entries(on: cluster)
        guard let present = entries.first, present.event != .removed else { return nil }
        return entries.dropFirst().first { $0.version != nil && $0.version != present.version }?.version
    }
}

extension DeliveryRepository {
    /// Which version of a package went where.
    ///
    /// - Parameters:
    ///   - package: the package's name, or its folder's.
    ///   - clusters: only what happened on these run clusters, which may have gone from the delivery; empty for all.
    /// - Throws: `DeliveryError` for a package that the repository does not hold, and for a cluster that neither the
    ///   delivery nor the history knows.
    public func history(of package: String, on clusters: [String] = []) async throws -> PackageHistory {
        try await withClone { clone in
            let tree = try await tree(of: clone)
            let delivery = try tree.delivery()
            let folder = try tree.packageFolders(for: delivery).folder(named: package, with: delivery.engine)
            let entries =
                switch delivery.engine {
                case .flux: try await PackageHistoryReader(folder: folder.path, clone: clone).entries()
                case .kappController: try await AppHistoryReader(folder: folder, clone: clone).entries()
                }
            let known = Set(entries.map(\.cluster))
            for cluster in clusters where !known.contains(cluster) { _ = try delivery.runCluster(named: cluster) }
            return PackageHistory(
                package: folder.refName,
                entries: entries.filter { clusters.isEmpty || clusters.contains($0.cluster) },
                tellsRanges: delivery.engine == .flux
            )
        }
    }
}
