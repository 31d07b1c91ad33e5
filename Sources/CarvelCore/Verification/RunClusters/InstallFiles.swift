/// The repository's installs by their names, which most run clusters have alike.
struct InstallFiles: Sendable {
    /// By the name of an install, those of the folders that have one of that name on some run cluster.
    private let installs: [String: [ClusterInstalls]]

    init(_ folders: [PackageFolder]) {
        var installs: [String: [ClusterInstalls]] = [:]
        for folder in folders {
            for name in Set(folder.installs.values.map(\.object.name)) {
                installs[name, default: []].append(folder.installs)
            }
        }
        self.installs = installs
    }

    /// The files of an install on a run cluster: one, unless several folders have one of that name.
    func files(named name: String, on cluster: String) -> [InstallFile] {
        (installs[name] ?? []).compactMap { $0[cluster] }.filter { $0.object.name == name }
    }

    /// Whether the repository has such an install.
    func has(_ name: String, on cluster: String) -> Bool {
        (installs[name] ?? []).contains { $0[cluster]?.object.name == name }
    }
}
