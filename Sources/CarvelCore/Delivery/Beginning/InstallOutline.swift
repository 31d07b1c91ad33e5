import YAMLDocument

/// What the installs in a repository tell of the run clusters that they are for, before a `delivery.yaml` does.
///
/// A PackageInstall in `<component>/<cluster>/packageinstall.yaml` makes the folder's name that of a run cluster. Where
/// the namespace does not stand in the install, it may stand in another object beside it.
struct InstallOutline: Sendable {
    /// A PackageInstall, and what it says of its cluster.
    struct Install: Sendable, Hashable {
        var path: String
        var cluster: String
        var namespace: String?
        var serviceAccountName: String?
    }

    /// By path.
    var installs: [Install] = []

    /// The names of the run clusters, sorted.
    var clusters: [String] { Set(installs.map(\.cluster)).sorted() }

    /// One of a repository that has none.
    init() {}

    /// - Throws: `DeliveryError` where a file is no YAML, or the name of a folder can't be that of a run cluster.
    init(_ tree: RepositoryTree) throws(DeliveryError) {
        for path in tree.paths {
            let parts = tree.place(of: path).split(separator: "/").map(String.init)
            guard parts.count >= 3, parts.last == PackageFolder.installFile else { continue }
            let cluster = parts[parts.count - 2]
            guard cluster != PackageFolder.packagesFolder else { continue }
            let documents = try tree.documents(path)
            guard let install = documents.first(where: { $0["kind"]?.string == ResourceType.packageInstall.kind })
            else { continue }
            guard KubernetesName.isLabel(cluster) else {
                throw DeliveryError(
                    at: path,
                    "makes \"\(cluster)\" the name of a run cluster, expected \(KubernetesName.labelRule)",
                    hint: "rename the folder"
                )
            }
            installs.append(
                Install(
                    path: path,
                    cluster: cluster,
                    namespace: try Self.namespace(install, besides: path, in: tree),
                    serviceAccountName: install[path: "spec", "serviceAccountName"]?.string
                )
            )
        }
    }

    private static func namespace(
        _ install: JSONValue,
        besides path: String,
        in tree: RepositoryTree
    ) throws(DeliveryError) -> String? {
        if let namespace = install[path: "metadata", "namespace"]?.string { return namespace }
        let folder = path.dropLast(PackageFolder.installFile.count + 1)
        for other in tree.files(below: String(folder))
        where RepositorySnapshot.isYAML(other) && !other.dropFirst(folder.count + 1).contains("/") {
            let named = try tree.documents(other).lazy.compactMap { $0[path: "metadata", "namespace"]?.string }.first
            if let named { return named }
        }
        return nil
    }

    /// What most installs of a cluster say; of several that are as frequent the first by name.
    func most(_ member: KeyPath<Install, String?>, on cluster: String) -> String? {
        var counts: [String: Int] = [:]
        for install in installs where install.cluster == cluster {
            if let value = install[keyPath: member] { counts[value, default: 0] += 1 }
        }
        return counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key
    }
}
