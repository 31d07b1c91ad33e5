import GitRepository
import YAMLDocument

/// Replays the commits that changed what Apps deploy, and tells what each of them meant for one package's installs.
///
/// Versions come from PackageRepositories, whose content at that time nobody knows: of a range the version is not told.
struct AppHistoryReader {
    let folder: PackageFolder
    let clone: GitClone

    /// What happened, newest first.
    func entries() async throws -> [PackageHistory.Entry] {
        var entries: [PackageHistory.Entry] = []
        for (cluster, files) in folder.surroundings.sorted(by: { $0.key < $1.key }) {
            entries += try await self.entries(on: cluster, files)
        }
        // Commits of one second, too, have an order.
        let order = Dictionary(
            try await clone.history(limit: .max).enumerated().map { ($1.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        return entries.enumerated().sorted { left, right in
            let places = (order[left.element.commit.id] ?? .max, order[right.element.commit.id] ?? .max)
            return places.0 == places.1 ? left.offset < right.offset : places.0 < places.1
        }.map(\.element)
    }

    /// What happened on one run cluster, newest first.
    private func entries(on cluster: String, _ files: AppFiles) async throws -> [PackageHistory.Entry] {
        let revisions = try await clone.revisions(of: files.path)
        let blobs = revisions.flatMap(\.changes).filter { RepositorySnapshot.isYAML($0.path) }.compactMap(\.blob)
        let selections = try await clone.contents(of: Set(blobs)).compactMapValues(selection)
        var byFile: [String: VersionSelection] = [:]
        var entries: [PackageHistory.Entry] = []
        for revision in revisions.reversed() {
            let before = Self.present(byFile)
            for change in revision.changes {
                byFile[change.path] = change.blob.flatMap { selections[$0] }
            }
            let after = Self.present(byFile)
            guard let event = Self.event(before, after) else { continue }
            entries.append(
                PackageHistory.Entry(
                    cluster: cluster,
                    event: event,
                    version: after?.exactVersion,
                    constraints: after?.constraints,
                    commit: revision.commit
                )
            )
        }
        return entries.reversed()
    }

    /// What the package's install in a file asks for; `nil` where there is none, or it can't be read.
    private func selection(in bytes: [UInt8]) -> VersionSelection? {
        let documents = try? YAMLReader.documents(String(decoding: bytes, as: UTF8.self))
        let isNamed = folder.path != folder.refName
        return (documents ?? []).map { KubernetesObject($0) }.first { object in
            object.kind == ResourceType.packageInstall.kind
                && object.spec?[path: "packageRef", "refName"]?.string == folder.refName
                && (!isNamed || object.name == folder.path)
        }?.spec?["packageRef"].map { VersionSelection(packageReference: $0) }
    }

    private static func present(_ byFile: [String: VersionSelection]) -> VersionSelection? {
        byFile.min { $0.key < $1.key }?.value
    }

    private static func event(_ old: VersionSelection?, _ new: VersionSelection?) -> PackageHistory.Event? {
        switch (old, new) {
        case (nil, _?): .added
        case (_?, nil): .removed
        case (let old?, let new?) where old.constraints != new.constraints: .changed
        default: nil
        }
    }
}
