import Algorithms

/// The installs of a package by run cluster.
///
/// A delivery has very many of them, so what they have alike is held once: the names of run clusters, what equal files
/// say, and the folder in which all lie.
struct ClusterInstalls: Sendable {
    /// The path of the package's folder.
    private let folder: String
    /// The names of all run clusters, sorted; each package has the same.
    private let clusters: [String]
    /// What the file for each of them says; empty where there is none for any.
    private var contents: [InstallFile.Content?] = []
    /// The paths of files that lie elsewhere, by run cluster.
    private var otherPaths: [String: String] = [:]

    /// No installs yet.
    ///
    /// - Parameters:
    ///   - folder: the path of the package's folder.
    ///   - clusters: the names of all run clusters, sorted.
    init(in folder: String, for clusters: [String]) {
        self.folder = folder
        self.clusters = clusters
    }

    /// The install on a run cluster, which is one of those that this was made for; `nil` where there is none.
    subscript(cluster: String) -> InstallFile? {
        get { position(of: cluster).flatMap(file) }
        set {
            guard let position = position(of: cluster) else {
                preconditionFailure("\"\(cluster)\" is none of the run clusters")
            }
            if contents.isEmpty { contents = Array(repeating: nil, count: clusters.count) }
            contents[position] = newValue?.content
            otherPaths[cluster] = newValue.flatMap(path(elsewhere:))
        }
    }

    /// The names of the run clusters that have one, sorted.
    var keys: some Collection<String> { positions.lazy.map { clusters[$0] } }

    /// The installs, in the order of the run clusters.
    var values: some Collection<InstallFile> { positions.lazy.compactMap(file) }

    var isEmpty: Bool { positions.isEmpty }
    var count: Int { positions.count }

    /// Only those on some of the run clusters.
    func filter(_ isIncluded: (String) -> Bool) -> ClusterInstalls {
        var some = self
        for position in positions where !isIncluded(clusters[position]) {
            some.contents[position] = nil
            some.otherPaths[clusters[position]] = nil
        }
        return some
    }

    /// The path of a file that does not lie where the folder has that of its run cluster.
    private func path(elsewhere file: InstallFile) -> String? {
        if case .file(let path) = file.place { path } else { nil }
    }

    private var positions: some Collection<Int> {
        contents.indices.lazy.filter { contents[$0] != nil }
    }

    private func file(at position: Int) -> InstallFile? {
        guard contents.indices.contains(position), let content = contents[position] else { return nil }
        let cluster = clusters[position]
        return InstallFile(
            content,
            otherPaths[cluster].map(InstallFile.Place.file) ?? .usual(folder: folder, cluster: cluster)
        )
    }

    private func position(of cluster: String) -> Int? {
        let position = clusters.partitioningIndex { $0 >= cluster }
        return clusters.indices.contains(position) && clusters[position] == cluster ? position : nil
    }
}
