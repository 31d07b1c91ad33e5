import GitRepository

/// The files of a repository that are checked: those of a folder, or of a commit.
public struct RepositorySnapshot: Sendable {
    /// The commit, 40 hexadecimal digits; `nil` for the files as they lie in the folder.
    public var commit: String?
    /// The paths of all files from the root, sorted.
    var paths: [String]
    /// The bytes of those that are read.
    var contents: [String: [UInt8]]
    /// Why a file could not be read, by its path.
    var unreadable: [String: String] = [:]
    /// The folder within the git repository that was looked at, where it is not the repository's own.
    var subfolder: String?

    init(commit: String? = nil, paths: [String], contents: [String: [UInt8]]) {
        self.commit = commit
        self.paths = paths
        self.contents = contents
    }

    /// Whether a file is read: all YAML, what kustomize is told in, and what may be a kubeconfig.
    static func isRead(_ path: String) -> Bool {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return isYAML(path) || KustomizationFile.names.contains(name) || name.lowercased().hasSuffix("kubeconfig")
    }

    /// Whether Flux takes a file for one with objects.
    static func isYAML(_ path: String) -> Bool {
        path.hasSuffix(".yaml") || path.hasSuffix(".yml")
    }
}

extension RepositorySnapshot {
    /// The files as they lie in a folder; within a checkout, without those that git ignores.
    ///
    /// - Parameter folder: the root; by default the nearest one with a `delivery.yaml`, from the current folder upwards.
    /// - Throws: `DeliveryError` where there is no such folder; `GitError`.
    public static func workingFiles(in folder: String?, host: Host) async throws -> RepositorySnapshot {
        let place = try root(folder, host: host)
        var snapshot = try await listed(place, host: host).withoutOtherDeliveries
        for path in snapshot.paths where isRead(path) {
            do {
                snapshot.contents[path] = try host.files.read("\(place)/\(path)")
            } catch {
                snapshot.unreadable[path] = "\(error)"
            }
        }
        return snapshot
    }

    /// The files of a commit.
    ///
    /// - Parameters:
    ///   - revision: as `git rev-parse` takes it.
    ///   - folder: a folder of the git repository; by default as for `workingFiles`.
    /// - Throws: `GitError` where the commit is not there; `DeliveryError` where the folder is not.
    public static func commit(_ revision: String, in folder: String?, host: Host) async throws -> RepositorySnapshot {
        let place = try root(folder, host: host)
        let copy = try await WorkingCopy.open(path: place)
        let commit = try await copy.commit(named: revision)
        let subfolder = place.hasPrefix(copy.path + "/") ? String(place.dropFirst(copy.path.count + 1)) : nil
        let start = subfolder.map { $0.utf8.count + 1 } ?? 0
        let paths = try await copy.files(at: commit).map(\.path).filter { path in
            subfolder.map { path.hasPrefix($0 + "/") } ?? true
        }
        let contents = try await copy.read(paths.filter(isRead), at: commit)
        var snapshot = RepositorySnapshot(
            commit: commit,
            paths: paths.map { String($0.utf8.dropFirst(start)) ?? $0 },
            contents: Dictionary(uniqueKeysWithValues: contents.map { (String($0.utf8.dropFirst(start)) ?? $0, $1) })
        )
        snapshot.subfolder = subfolder
        return snapshot.withoutOtherDeliveries
    }

    /// Without the folders below that have a `delivery.yaml` of their own.
    private var withoutOtherDeliveries: RepositorySnapshot {
        let others = paths.filter { $0.hasSuffix("/" + Delivery.fileName) }.map(RepositoryPath.folder)
        let division = RepositoryDivision(root: "", others: others)
        var snapshot = self
        snapshot.paths = paths.filter(division.isOwn)
        if snapshot.paths.count < paths.count { snapshot.contents = contents.filter { division.isOwn($0.key) } }
        return snapshot
    }

    private static func root(_ folder: String?, host: Host) throws(DeliveryError) -> String {
        guard let folder else {
            return Delivery.folder(above: host.currentDirectory, host: host) ?? host.currentDirectory
        }
        let path = "/" + RepositoryPath.normal(host.absolutePath(folder))
        guard host.files.exists(path) else { throw DeliveryError(at: folder, "there is no such folder") }
        return path
    }

    /// The checkout that a folder is in; `nil` where it is in none.
    private static func workingCopy(_ folder: String) async throws(GitError) -> WorkingCopy? {
        do throws(GitError) {
            return try await WorkingCopy.open(path: folder)
        } catch {
            if case .notARepository = error { return nil }
            throw error
        }
    }

    /// The files of a folder, without their contents.
    private static func listed(_ folder: String, host: Host) async throws -> RepositorySnapshot {
        guard let copy = try await workingCopy(folder) else {
            return RepositorySnapshot(paths: try host.files.list(folder), contents: [:])
        }
        let paths = try await copy.files()
        guard folder.hasPrefix(copy.path + "/") else { return RepositorySnapshot(paths: paths, contents: [:]) }
        let subfolder = String(folder.dropFirst(copy.path.count + 1))
        let below = paths.filter { $0.hasPrefix(subfolder + "/") }.map { String($0.dropFirst(subfolder.count + 1)) }
        var snapshot = RepositorySnapshot(paths: below, contents: [:])
        snapshot.subfolder = subfolder
        return snapshot
    }
}
