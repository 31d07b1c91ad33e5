import GitRepository
import YAMLDocument

/// Replays the commits that changed a package's folder, and tells what each of them meant for the run clusters.
struct PackageHistoryReader {
    private let folder: String
    private let clone: GitClone
    /// Newest first.
    private let revisions: [GitRevision]

    init(folder: String, clone: GitClone) async throws {
        self.folder = folder
        self.clone = clone
        revisions = try await clone.revisions(of: folder)
    }

    /// What happened, newest first.
    func entries() async throws -> [PackageHistory.Entry] {
        let installs = try await selections()
        // Where every install names its version, the Packages need not be read.
        let hasRanges = installs.values.contains { $0.exactVersion == nil }
        var replay = Replay(installs: installs, versions: hasRanges ? try await versions() : [:])
        for revision in revisions.reversed() { replay.apply(revision, in: folder) }
        return replay.entries.reversed()
    }

    /// What the PackageInstalls asked for, by the id of their file's contents. One that could not be read is left out:
    /// what it asked for is not known, and the controllers saw nothing of it either.
    private func selections() async throws -> [String: VersionSelection] {
        let isInstall: (String) -> Bool = { RepositoryPlace($0, in: folder)?.isInstall == true }
        let selections: [String: [VersionSelection]] = try await read(isInstall) { document in
            guard document["kind"]?.string == ResourceType.packageInstall.kind else { return nil }
            return document[path: "spec", "packageRef"].map { VersionSelection(packageReference: $0) }
        }
        return selections.compactMapValues(\.first)
    }

    /// The versions of Packages, by the id of their file's contents.
    private func versions() async throws -> [String: [String]] {
        let isPackage: (String) -> Bool = { RepositoryPlace($0, in: folder) == .packages }
        return try await read(isPackage) { document in
            guard document["kind"]?.string == ResourceType.package.kind else { return nil }
            return document[path: "spec", "version"]?.string
        }
    }

    private func read<Value>(
        _ isWanted: (String) -> Bool,
        value: (JSONValue) -> Value?
    ) async throws -> [String: [Value]] {
        let changes = revisions.flatMap(\.changes).filter { isWanted($0.path) }
        let contents = try await clone.contents(of: Set(changes.compactMap(\.blob)))
        return contents.mapValues { bytes in
            let documents = try? YAMLReader.documents(String(decoding: bytes, as: UTF8.self))
            return (documents ?? []).compactMap(value)
        }
    }
}

/// What a file is within a package's folder.
private enum RepositoryPlace: Equatable {
    case packages
    case install(cluster: String)

    /// `nil` for a file that tells nothing of versions.
    init?(_ path: String, in folder: String) {
        let parts = path.dropFirst(folder.count + 1).split(separator: "/")
        guard parts.count == 2 else { return nil }
        if parts[0] == PackageFolder.packagesFolder {
            self = .packages
        } else if parts[1] == PackageFolder.installFile {
            self = .install(cluster: String(parts[0]))
        } else {
            return nil
        }
    }

    var isInstall: Bool { self != .packages }
}

/// The folder as it was at one commit after the other.
private struct Replay {
    /// What PackageInstalls ask for, and the versions of Packages, by the id of their file's contents.
    let installs: [String: VersionSelection]
    let versions: [String: [String]]
    private var packages: [String: [String]] = [:]
    private var pool = VersionPool()
    private var present: [String: Install] = [:]
    /// Oldest first.
    private(set) var entries: [PackageHistory.Entry] = []

    private struct Install {
        var selection: VersionSelection
        var version: String?
    }

    init(installs: [String: VersionSelection], versions: [String: [String]]) {
        self.installs = installs
        self.versions = versions
    }

    mutating func apply(_ revision: GitRevision, in folder: String) {
        let before = present
        var added: [String] = []
        var isReduced = false
        for change in revision.changes {
            switch RepositoryPlace(change.path, in: folder) {
            case .packages:
                let new = change.blob.flatMap { versions[$0] } ?? []
                let old = packages.updateValue(new, forKey: change.path) ?? []
                old.forEach { pool.remove($0) }
                new.forEach { pool.insert($0) }
                isReduced = isReduced || !old.isEmpty
                added += new
            case .install(let cluster):
                guard let blob = change.blob else {
                    present[cluster] = nil
                    continue
                }
                guard let selection = installs[blob] else { continue }
                present[cluster] = Install(selection: selection, version: nil)
            case nil: break
            }
        }
        for (cluster, install) in present {
            let known = before[cluster].flatMap { $0.selection == install.selection && !isReduced ? $0 : nil }
            let version = version(of: install.selection, known: known, added: added)
            present[cluster]?.version = version
        }
        tell(before, revision.commit)
    }

    /// What is selected. The highest of many versions stays the highest, or gives way to one that was added: so a long
    /// history need not be compared all over at each of its commits.
    private func version(of selection: VersionSelection, known: Install?, added: [String]) -> String? {
        if let exact = selection.exactVersion { return exact }
        guard let known else { return pool.selected(by: selection) }
        guard !added.isEmpty else { return known.version }
        return try? selection.selectForPackageInstall(from: (known.version.map { [$0] } ?? []) + added)
    }

    private mutating func tell(_ before: [String: Install], _ commit: GitCommit) {
        // From the last to the first, since all of it is turned round at the end.
        for cluster in Set(before.keys).union(present.keys).sorted(by: >) {
            let (old, new) = (before[cluster], present[cluster])
            let event: PackageHistory.Event
            switch (old, new) {
            case (nil, _?): event = .added
            case (_?, nil): event = .removed
            case (let old?, let new?)
            where old.version != new.version || old.selection.constraints != new.selection.constraints:
                event = .changed
            default: continue
            }
            entries.append(
                PackageHistory.Entry(
                    cluster: cluster,
                    event: event,
                    version: new?.version,
                    constraints: new?.selection.constraints,
                    commit: commit
                )
            )
        }
    }
}

extension VersionSelection {
    /// The one version that it names; `nil` for a range.
    var exactVersion: String? {
        constraints.flatMap { (try? SemanticVersion($0)) == nil ? nil : $0 }
    }
}
