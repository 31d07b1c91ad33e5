/// Another delivery in the same repository.
struct DeliveryNeighbour: Sendable, Hashable {
    /// The path of its file from the repository's root.
    var path: String
    /// What it says; `nil` where that can't be read, which is for those to mend whose it is.
    var delivery: Delivery?
    /// The installs that it has, as the places of files tell: folder and run cluster.
    var installs: [Install]

    struct Install: Sendable, Hashable {
        var folder: String
        var cluster: String
    }

    /// The path of its folder from the repository's root; empty for that itself.
    var root: String { Self.folder(of: path) }

    /// The deliveries of a repository besides that of one folder.
    static func all(in repository: RepositoryFiles, besides root: String) -> [DeliveryNeighbour] {
        let paths = repository.allPaths
        let files = paths.filter { $0 == Delivery.fileName || $0.hasSuffix("/" + Delivery.fileName) }
        guard files.contains(where: { folder(of: $0) != root }) else { return [] }
        let roots = files.map { folder(of: $0) }
        return files.sorted().filter { folder(of: $0) != root }.map { file in
            let own = folder(of: file)
            let division = RepositoryDivision(root: own, others: roots.filter { $0 != own })
            return DeliveryNeighbour(
                path: file,
                delivery: repository[file].flatMap { try? Delivery(yaml: $0, file: file) },
                installs: paths.filter(division.isOwn).compactMap { install(at: $0, below: own) }
            )
        }
    }

    private static func install(at path: String, below root: String) -> Install? {
        let parts = path.dropFirst(root.isEmpty ? 0 : root.count + 1).split(separator: "/").map(String.init)
        guard parts.count >= 3, parts.last == PackageFolder.installFile else { return nil }
        return Install(folder: parts[parts.count - 3], cluster: parts[parts.count - 2])
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }
}

/// Which files of a repository are those of one delivery: what is below its folder, without the folders of others.
struct RepositoryDivision: Sendable {
    private let root: String
    private let others: [String]

    /// - Parameters:
    ///   - root: the delivery's folder; empty for the root of the repository.
    ///   - others: the folders of the other deliveries.
    init(root: String, others: [String]) {
        self.root = root.isEmpty ? "" : root + "/"
        self.others = others.map { $0 + "/" }.filter { $0.hasPrefix(root.isEmpty ? "" : root + "/") && $0 != "/" }
    }

    /// Whether all files are.
    var isWhole: Bool { root.isEmpty && others.isEmpty }

    func isOwn(_ path: String) -> Bool {
        path.hasPrefix(root) && !others.contains(where: path.hasPrefix)
    }
}
