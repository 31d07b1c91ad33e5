import OrderedCollections
import YAMLDocument

/// Answers without what no two runs have in common. That something is there still counts, and where it stands.
enum RunIndependent {
    /// Members whose text is another in each run.
    private static let volatile: Set<String> = [
        "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp", "continue", "token", "expirationTimestamp",
        "time", "startedAt", "updatedAt",
    ]

    static func value(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let members):
            var result = JSONObject()
            for (key, value) in members { result[self.key(key)] = member(key, value) }
            return .object(result)
        case .array(let values): return .array(values.map(self.value))
        case .string(let text): return .string(self.text(text))
        default: return value
        }
    }

    private static func member(_ key: String, _ value: JSONValue) -> JSONValue {
        switch (key, value.string) {
        case (_, let text?) where volatile.contains(key) && !text.isEmpty: return "…"
        // kapp's log is of lines, some of which depend on the clock.
        case ("stdout", let text?) where !text.isEmpty:
            return .array(text.split(separator: "\n").compactMap(line))
        // How often something has been tried is a matter of when one looks.
        case ("consecutiveReconcileFailures", _): return "…"
        // Cells of tables.
        case ("cells", _): return .array((value.array ?? []).map(cell))
        // They are sorted by time first, and which write came a second later is chance.
        case ("managedFields", _):
            let entries = (value.array ?? []).map(self.value)
            return .array(entries.sorted { "\($0["subresource"] ?? "")" < "\($1["subresource"] ?? "")" })
        default: return self.value(value)
        }
    }

    /// An owner is named by its uid in lists of fields.
    private static func key(_ key: String) -> String {
        key.replacing(/k:\{"uid":"[^"]+"\}/, with: "k:{\"uid\":\"…\"}")
    }

    private static func cell(_ cell: JSONValue) -> JSONValue {
        guard let text = cell.string else { return cell }
        return text.wholeMatch(of: /[0-9]+s/) == nil ? cell : "AGE"
    }

    private static func text(_ text: String) -> String {
        if text.hasPrefix("JTI=") { return "JTI" }
        return
            text.replacing(/too old resource version: [0-9]+ \([0-9]+\)/, with: "too old resource version: N (N)")
            .replacing(/127\.0\.0\.1:[0-9]+/, with: "ADDRESS")
            .replacing(/kapp\.k14s\.io\/app=[0-9]+/, with: "kapp.k14s.io/app=N")
            // Each reader of JSON and YAML complains in its own words, and counts lines in its own way.
            .replacing(/yaml: line [0-9]+/, with: "yaml: line N")
            .replacing(/json parse error: .*/, with: "json parse error")
    }

    /// A line of kapp's output without times and addresses; none for what depends on rights that only matter to kapp.
    private static func line(_ line: Substring) -> JSONValue? {
        if line.hasPrefix("Pod watching error") { return nil }
        if line.hasPrefix("Target cluster") { return "Target cluster" }
        guard let mark = line.firstRange(of: "M: ") else { return .string(text(String(line))) }
        return .string(String(line[mark.upperBound...]))
    }
}
