import YAMLDocument

/// Which part of a delivery is verified.
public struct VerificationScope: Sendable, Hashable {
    /// The packages by their names or their folders'; empty for all.
    public var packages: [String]
    /// The run clusters by their names; empty for all.
    public var runClusters: [String]

    /// All of it, unless said otherwise.
    public init(packages: [String] = [], runClusters: [String] = []) {
        self.packages = packages
        self.runClusters = runClusters
    }

    /// What is meant, for a sentence: ` (app.default.tap on staging)`, and nothing where all of it is.
    public var words: String {
        let packages = self.packages.joined(separator: ", ")
        let clusters = runClusters.joined(separator: ", ")
        switch (packages.isEmpty, clusters.isEmpty) {
        case (true, true): return ""
        case (false, true): return " (\(packages))"
        case (true, false): return " (on \(clusters))"
        case (false, false): return " (\(packages) on \(clusters))"
        }
    }

    /// The folders that are meant, with the installs that are meant.
    ///
    /// - Throws: `DeliveryError` for a package or a run cluster that there is none of, and for one that the others leave
    ///   nothing of: what is asked for by name is to be there.
    func narrowed(_ all: [PackageFolder], of delivery: Delivery) throws(DeliveryError) -> [PackageFolder] {
        var named: Set<String> = []
        for package in packages { named.insert(try all.folder(named: package).path) }
        for cluster in runClusters { _ = try delivery.runCluster(named: cluster) }
        let folders = all.filter { packages.isEmpty || named.contains($0.path) }.map { folder in
            var folder = folder
            folder.installs = folder.installs.filter(includes(runCluster:))
            return folder
        }
        let place = runClusters.isEmpty ? "any run cluster" : runClusters.joined(separator: ", ")
        if !packages.isEmpty, let folder = folders.first(where: \.installs.isEmpty) {
            throw DeliveryError("\(folder.refName) is not installed on \(place)", hint: Self.addHint(folder.refName))
        }
        for cluster in runClusters where !folders.contains(where: { $0.installs[cluster] != nil }) {
            throw DeliveryError("no package is installed on \(cluster)", hint: Self.addHint("PACKAGE", cluster))
        }
        return folders
    }

    private static func addHint(_ package: String, _ cluster: String = "CLUSTER") -> String {
        "to put it there: kubectl carvel-deliver add \(package) --to \(cluster)"
    }

    /// Whether a run cluster is meant.
    func includes(runCluster name: String) -> Bool { runClusters.isEmpty || runClusters.contains(name) }

    /// Whether an install that stands where nobody reads it is of this part.
    func includes(_ stray: StrayInstall, folders: [PackageFolder]) -> Bool {
        let parts = stray.path.split(separator: "/").map(String.init)
        let isMeant = packages.isEmpty || folders.contains { stray.path.hasPrefix($0.path + "/") }
        let cluster = parts.count > 1 ? parts[parts.count - 2] : ""
        return isMeant
            && (runClusters.isEmpty || runClusters.contains(cluster) || cluster == PackageFolder.packagesFolder)
    }

    /// Whether a Kustomization of this delivery that nothing calls for is of this part, by where it takes from and to.
    func includes(leftover: KubernetesObject, folders: [PackageFolder], of delivery: Delivery) -> Bool {
        let path = leftover.spec?["path"]?.string ?? ""
        let target = delivery.runCluster(reachedBy: leftover)?.name
        return (packages.isEmpty || folders.contains { path.hasPrefix("./\($0.path)/") })
            && (runClusters.isEmpty || target.map(runClusters.contains) ?? false)
    }
}
