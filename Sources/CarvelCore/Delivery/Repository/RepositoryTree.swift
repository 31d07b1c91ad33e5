import Algorithms
import GitRepository

/// The files of a delivery in a GitOps repository at one moment: of a commit, or of a folder.
public struct RepositoryTree: Sendable {
    /// The commit, 40 hexadecimal digits; `nil` for a folder, and for a branch that has none yet.
    public var commit: String?
    /// The delivery's folder, by its path from the repository's root; empty for the root itself.
    public let root: String
    /// The files of the delivery, with the text of each that matters here, by their paths from the repository's root.
    public private(set) var files: RepositoryFiles
    /// The other deliveries of the repository.
    let neighbours: [DeliveryNeighbour]
    /// The text of `.sops.yaml` at the repository's root, which is for all of its deliveries.
    let sopsRules: String?
    /// What run clusters offer of packages, where that was looked up; the repository itself does not say it.
    var catalog = PackageCatalog()

    /// - Parameters:
    ///   - paths: all files of the repository, from its root.
    ///   - contents: the bytes of the files of `paths` for which `matters` holds.
    ///   - root: the delivery's folder, by its path from the repository's root.
    public init(
        commit: String? = nil,
        paths: [String],
        contents: [String: [UInt8]],
        root: String = ""
    ) throws(DeliveryError) {
        var numbers: [[UInt8]: Int] = [:]
        var different: [[UInt8]] = []
        let entries = paths.map { path in
            let number = contents[path].map { bytes in
                if let number = numbers[bytes] { return number }
                different.append(bytes)
                numbers[bytes] = different.count - 1
                return different.count - 1
            }
            return (path: path, content: number)
        }
        try self.init(commit: commit, SnapshotFiles(entries), different, root: root)
    }

    /// The delivery in a folder of a repository.
    init(commit: String, _ snapshot: GitSnapshot, root: String) throws(DeliveryError) {
        try self.init(commit: commit, snapshot.files, snapshot.contents, root: root)
    }

    /// - Parameters:
    ///   - all: all files of the repository; those that matter with the number of what they hold.
    ///   - contents: the different ones.
    private init(
        commit: String?,
        _ all: SnapshotFiles,
        _ contents: [[UInt8]],
        root: String
    ) throws(DeliveryError) {
        self.commit = commit
        self.root = root
        let texts = contents.map { String(validating: $0, as: UTF8.self) }
        let repository = RepositoryFiles(all, texts.map { $0 ?? "" })
        neighbours = DeliveryNeighbour.all(in: repository, besides: root)
        sopsRules = repository[SopsRules.fileName]
        let division = RepositoryDivision(root: root, others: neighbours.map(\.root))
        let own = division.isWhole ? all : all.filter(division.isOwn)
        let broken = own.indices.first { own.content(at: $0).map { texts[$0] == nil } ?? false }
        if let broken { throw DeliveryError(at: own.path(at: broken), "is no UTF-8 text") }
        files = division.isWhole ? repository : RepositoryFiles(own, texts.map { $0 ?? "" })
    }

    /// The paths of all files of the delivery, sorted byte by byte; those too that don't matter.
    public var paths: some RandomAccessCollection<String> { files.allPaths }

    /// The paths of `files` below a folder, in order.
    func files(below folder: String) -> some Collection<String> { files.paths(below: folder) }

    /// Whether a file is one that the tool reads: `delivery.yaml`, `.gitignore`, `.sops.yaml` and the YAML of package
    /// folders; and a PackageInstall at the root, which is in no such folder, to say so.
    public static func matters(_ path: String) -> Bool {
        let slash = UInt8(ascii: "/")
        if RepositorySnapshot.isYAML(path), path.utf8.contains(slash) { return true }
        let name = path.utf8.lastIndex(of: slash).map { path[path.utf8.index(after: $0)...] } ?? path[...]
        return path == Delivery.fileName || name == GitIgnore.fileName || path == SopsRules.fileName || isInstall(path)
    }

    /// The delivery of a folder, such as of a checkout with changes that are not committed.
    public init(folder: String, files: FileSystem) throws(DeliveryError) {
        let place = DeliveryPlace(of: folder, files: files)
        do {
            let paths = try files.list(place.checkout)
            var contents: [String: [UInt8]] = [:]
            for path in paths where Self.matters(path) {
                contents[path] = try files.read("\(place.checkout)/\(path)")
            }
            try self.init(paths: paths, contents: contents, root: place.root)
        } catch let error as DeliveryError {
            throw error
        } catch {
            throw DeliveryError("\(error)")
        }
    }

    /// The repository with other texts in some of its files.
    func replacing(_ texts: [String: String]) -> RepositoryTree {
        var tree = self
        tree.files.merge(texts)
        return tree
    }

    /// The path of a file of the delivery's own folder, such as its `delivery.yaml`.
    func path(of file: String) -> String { root.isEmpty ? file : "\(root)/\(file)" }

    /// Where a file of the delivery is within the delivery's folder.
    func place(of path: String) -> Substring { root.isEmpty ? path[...] : path.dropFirst(root.count + 1) }

    /// The delivery that the repository holds in this folder.
    ///
    /// - Throws: `DeliveryError` where there is no `delivery.yaml`, or it can't be read; and where another delivery of the
    ///   repository would be taken for it.
    public func delivery() throws(DeliveryError) -> Delivery {
        let file = path(of: Delivery.fileName)
        guard let text = files[file] else {
            let others = neighbours.map(\.path).joined(separator: ", ")
            throw DeliveryError(
                at: commit.map { "commit \($0.prefix(7))" },
                "the repository has no \(root.isEmpty ? "\(Delivery.fileName) at its root" : file)",
                hint: others.isEmpty
                    ? "make one with \"kubectl carvel-deliver init\""
                    : "it has \(others); change to its folder, or name that with --path"
            )
        }
        let delivery = try Delivery(yaml: text, file: file)
        try refuseFolder(of: delivery)
        try refuseNamesakes(of: delivery)
        return delivery
    }
}

/// The `.gitignore` that `init` writes.
enum GitIgnore {
    static let fileName = ".gitignore"

    /// Values files at hand, which may hold secrets, stay out of the repository unless they are sealed.
    static let lines = [
        "# Values files that may hold secrets.",
        "*-values-*.yaml",
        "",
        "# Sealed ones are safe to commit.",
        "!*-sealed.yaml",
    ]

    /// The text with our lines, those that are there already left as they are; `nil` where nothing is missing.
    static func adding(to text: String?) -> String? {
        let present = Set(
            (text ?? "").split(whereSeparator: \.isNewline).map {
                String($0).trimmingSuffix(while: { $0.isWhitespace })
            }
        )
        guard lines.contains(where: { !$0.isEmpty && !$0.hasPrefix("#") && !present.contains($0[...]) }) else {
            return nil
        }
        let before = text.map { $0.last?.isNewline ?? true ? $0 : $0 + "\n" } ?? ""
        return before + (before.isEmpty ? "" : "\n") + lines.joined(separator: "\n") + "\n"
    }
}
