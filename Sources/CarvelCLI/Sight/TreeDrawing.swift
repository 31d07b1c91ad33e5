import CarvelCore

/// Draws a tree with lines, a node a line.
struct TreeDrawing {
    /// What the lines are made of.
    struct Strokes: Sendable, Hashable {
        var branch: String
        var lastBranch: String
        var line: String
        var space: String

        static let box = Strokes(branch: "├── ", lastBranch: "└── ", line: "│   ", space: "    ")
        static let plain = Strokes(branch: "|-- ", lastBranch: "`-- ", line: "|   ", space: "    ")

        /// Those that the terminal of a locale can show.
        ///
        /// Source: POSIX, "Internationalization Variables": the first one that is set and not empty counts.
        init(variables: [String: String]) {
            let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { variables[$0] }.first { !$0.isEmpty } ?? ""
            let name = locale.lowercased()
            self = name.contains("utf-8") || name.contains("utf8") ? .box : .plain
        }

        private init(branch: String, lastBranch: String, line: String, space: String) {
            self.branch = branch
            self.lastBranch = lastBranch
            self.line = line
            self.space = space
        }
    }

    let strokes: Strokes
    /// Whether namespaces and whole revisions are shown.
    let isWide: Bool

    /// The lines of the tree.
    func lines(_ tree: DeliveryTree) -> [String] {
        tree.roots.flatMap { lines($0, first: "", others: "", on: nil) }
    }

    /// - Parameters:
    ///   - first: what stands before the node.
    ///   - others: what stands before what is below it.
    ///   - cluster: that of the node above, which need not be said again.
    private func lines(_ node: DeliveryTree.Node, first: String, others: String, on cluster: String?) -> [String] {
        var lines = [first + text(of: node.object, on: cluster)]
        for (index, child) in node.children.enumerated() {
            let isLast = index == node.children.count - 1
            lines += self.lines(
                child,
                first: others + (isLast ? strokes.lastBranch : strokes.branch),
                others: others + (isLast ? strokes.space : strokes.line),
                on: node.object.cluster
            )
        }
        return lines
    }

    private func text(of object: SeenObject, on cluster: String?) -> String {
        let place = object.cluster == cluster ? "" : "\(object.cluster): "
        let title = isWide ? "\(object.kind)/\(object.namespace.map { "\($0)/" } ?? "")\(object.name)" : object.title
        var parts = [place + title, object.state.rawValue + (object.isSuspended ? ", suspended" : "")]
        if let revision = object.revision { parts.append(isWide ? revision : Self.short(revision)) }
        if let message = object.message { parts.append(CellText(message).text) }
        return parts.joined(separator: "  ")
    }

    /// A revision of Flux with enough of its commit for people; all others as they are.
    private static func short(_ revision: String) -> String {
        guard let start = revision.lastIndex(where: { $0 == ":" || $0 == "/" }) else { return revision }
        let commit = revision[revision.index(after: start)...]
        guard commit.count == 40, commit.allSatisfy(\.isHexDigit) else { return revision }
        return "\(revision[...start])\(commit.prefix(12))"
    }
}
