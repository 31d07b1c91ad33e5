import YAMLDocument

/// One document of a YAML file that says more than `null`.
struct PlacedDocument {
    let value: PlacedValue
    /// The `---` that begins it, or the file's first line, with no text, if there is none.
    let line: SourceLine

    /// The documents of a file in order.
    static func documents(in text: String, file: String) throws(YAMLError) -> [PlacedDocument] {
        try documents(of: YAMLReader.nodes(text, file: file), lines: SourceLines(file: file, text: text))
    }

    /// The documents with these roots.
    static func documents(of roots: [YAMLNode], lines: SourceLines) throws(YAMLError) -> [PlacedDocument] {
        var reader = PlacedValueReader(lines: lines)
        var documents: [PlacedDocument] = []
        for root in roots {
            let value = try reader.value(of: root)
            if value.isNull { continue }
            let start = lines.documentStart(before: root.start.line)
            let line = start.map { lines[$0] } ?? SourceLine(file: lines.file, number: 1, text: "")
            documents.append(PlacedDocument(value: value, line: line))
        }
        return documents
    }

    /// The last line on which a part of the value begins.
    var lastLineNumber: Int {
        max(line.number, value.lastLineNumber ?? 0)
    }
}

extension PlacedValue {
    fileprivate var lastLineNumber: Int? {
        switch self {
        case .scalar: nil
        case .array(let items): items.compactMap { max($0.line?.number ?? 0, $0.value.lastLineNumber ?? 0) }.max()
        case .map(let members): members.compactMap { max($0.line?.number ?? 0, $0.value.lastLineNumber ?? 0) }.max()
        }
    }
}

/// Gives a node tree its values as ytt reads them, which is as Kubernetes does but for infinite numbers and for `<<`.
struct PlacedValueReader {
    let lines: SourceLines
    /// How many nodes were read, those that aliases stand for counted each time.
    private var count = 0
    /// No Secret holds so many, unless aliases of aliases stand for them.
    private static let mostNodes = 500_000

    init(lines: SourceLines) {
        self.lines = lines
    }

    mutating func value(of node: YAMLNode) throws(YAMLError) -> PlacedValue {
        count += 1
        guard count <= Self.mostNodes else { throw error(node, "its aliases make it too large") }
        switch node.content {
        case .scalar:
            return .scalar(try scalar(node))
        case .sequence(let nodes):
            var items: [PlacedValue.Item] = []
            for node in nodes {
                items.append(PlacedValue.Item(value: try value(of: node), line: lines[node.start.line]))
            }
            return .array(items)
        case .mapping(let pairs):
            return .map(try members(pairs))
        }
    }

    private mutating func members(_ pairs: [(key: YAMLNode, value: YAMLNode)]) throws(YAMLError) -> [PlacedValue.Member]
    {
        var members: [PlacedValue.Member] = []
        for (key, node) in pairs {
            if isMergeKey(key) {
                members += try merged(node)
                continue
            }
            guard case .scalar = key.content else { throw error(key, "a key must be a scalar") }
            members.append(
                PlacedValue.Member(key: try scalar(key), value: try value(of: node), line: lines[key.start.line])
            )
        }
        return members
    }

    /// What `<<` adds. Of a list of mappings ytt takes the first one alone.
    private mutating func merged(_ node: YAMLNode) throws(YAMLError) -> [PlacedValue.Member] {
        switch node.content {
        case .mapping(let pairs):
            return try members(pairs)
        case .sequence(let nodes):
            guard let first = nodes.first else { return [] }
            guard case .mapping(let pairs) = first.content else { throw cannotMerge(first) }
            return try members(pairs)
        case .scalar:
            throw cannotMerge(node)
        }
    }

    private func scalar(_ node: YAMLNode) throws(YAMLError) -> JSONValue {
        if let number = nonFinite(node) { return .double(number) }
        return try node.resolved(file: lines.file)
    }

    /// The number that JSON cannot have: infinite, or none at all.
    private func nonFinite(_ node: YAMLNode) -> Double? {
        guard case .scalar(let text) = node.content, node.style == .plain, node.tag == nil else { return nil }
        switch text {
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .infinity
        case "-.inf", "-.Inf", "-.INF": return -.infinity
        case ".nan", ".NaN", ".NAN": return .nan
        default: return nil
        }
    }

    private func isMergeKey(_ node: YAMLNode) -> Bool {
        guard case .scalar("<<") = node.content, !node.isAlias else { return false }
        return (node.style == .plain && node.tag == nil) || node.tag == "tag:yaml.org,2002:merge"
    }

    private func cannotMerge(_ node: YAMLNode) -> YAMLError {
        error(node, "only a mapping can be merged with <<")
    }

    private func error(_ node: YAMLNode, _ message: String) -> YAMLError {
        YAMLError(file: lines.file, line: node.start.line, column: node.start.column, message: message)
    }
}
