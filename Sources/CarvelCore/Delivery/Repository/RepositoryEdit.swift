/// What a command would have the repository's files be.
public struct RepositoryEdit: Sendable, Hashable {
    /// The whole new text of each file, by path.
    public var files: [String: String]
    /// The paths of the files that are to go.
    public var removals: Set<String>
    /// What is done and where, one phrase each, for the commit's message and for the user.
    public var notes: [String]
    /// What the user should know besides, one sentence each.
    public var advice: [String]

    init(
        files: [String: String] = [:],
        removals: Set<String> = [],
        notes: [String] = [],
        advice: [String] = []
    ) {
        self.files = files
        self.removals = removals
        self.notes = notes
        self.advice = advice
    }

    /// The paths of all files that are to change or to go, sorted.
    public var paths: [String] { removals.union(files.keys).sorted() }

    /// The commit's message: what went where.
    public var commitMessage: String {
        guard notes.count > 1 else { return (notes.first ?? "change the delivery").capitalizedFirst }
        return "Change \(notes.count) installs\n\n" + notes.map { "- \($0)" }.joined(separator: "\n")
    }

    /// Only what differs from the files as they are.
    func changing(_ tree: RepositoryTree) -> RepositoryEdit {
        var edit = self
        edit.files = files.filter { tree.files[$0.key] != $0.value }
        edit.removals = removals.intersection(tree.paths).subtracting(files.keys)
        return edit
    }

    /// The difference that it makes, as `git diff` prints it; empty where it makes none.
    func diff(from tree: RepositoryTree) -> String {
        paths.map { path in
            UnifiedDiff(path: path, old: tree.files[path], new: removals.contains(path) ? nil : files[path]).text
        }.joined()
    }

    /// Adds a sentence that is not there yet.
    mutating func advise(_ sentence: String) {
        if !advice.contains(sentence) { advice.append(sentence) }
    }
}

extension String {
    /// The text with its first letter as a capital.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
