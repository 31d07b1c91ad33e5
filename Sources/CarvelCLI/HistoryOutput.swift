public import CarvelCore
import GitRepository

extension PackageHistory: Presentable {
    /// A row for each change, the newest first.
    public func table(isWide: Bool) -> TextTable {
        let header = ["TIME", "CLUSTER", "VERSION", "COMMIT", "AUTHOR", "SUBJECT"]
        var table = TextTable(isWide ? Array(header.dropLast()) + ["CONSTRAINTS", "SUBJECT"] : header)
        for entry in entries {
            let unknown = tellsRanges ? nil : entry.constraints
            let version = entry.event == .removed ? "(removed)" : entry.version ?? unknown ?? "(none)"
            let author = entry.commit.author.name
            let commit = String(entry.commit.id.prefix(isWide ? 40 : 7))
            let cells = [entry.time, entry.cluster, version, commit, author]
            table.add(cells + (isWide ? [entry.constraints, entry.subject] : [entry.subject]))
        }
        return table
    }

    /// The commits, each once.
    public var names: [String] {
        var seen: Set<String> = []
        return entries.map { "commit/\($0.commit.id)" }.filter { seen.insert($0).inserted }
    }
}
