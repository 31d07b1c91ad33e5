/// Which members of JSON objects are read, by their paths; the others are skipped, and cost next to nothing.
///
/// A path goes through arrays: it names the member in each of their elements. What is no object where a path goes on is
/// read as it is, and an object that has none of the members is read as an empty one.
///
/// Of what is skipped only this is checked: strings and brackets end, each bracket with its own kind, no deeper than
/// in what is read; a literal or number begins like one. It may hold escapes that there are not, control characters,
/// bytes that are not UTF-8, and commas and colons in the wrong places.
public struct JSONSelection: Sendable, Hashable {
    /// The members that have a rule of their own.
    let members: [Member]
    /// Whether members without a rule are read, rather than skipped.
    let readsOthers: Bool

    struct Member: Sendable, Hashable {
        let name: String
        /// The name's UTF-8, as most texts have it between the quotes.
        let bytes: [UInt8]
        let selection: JSONSelection
    }

    /// Every member of everything.
    public static let everything = JSONSelection(members: [], readsOthers: true)
    static let nothing = JSONSelection(members: [], readsOthers: false)

    /// The members at these paths, with all that is in them, and nothing else.
    public static func only(_ paths: JSONPath...) -> JSONSelection {
        selection(of: paths, at: 0, inside: .everything, outside: .nothing)
    }

    /// Everything but the members at these paths.
    public static func all(except paths: JSONPath...) -> JSONSelection {
        selection(of: paths, at: 0, inside: .nothing, outside: .everything)
    }

    /// - Parameters:
    ///   - depth: the number of names that all the paths have in common.
    ///   - inside: what holds at the end of a path.
    ///   - outside: what holds where no path leads.
    private static func selection(
        of paths: [JSONPath],
        at depth: Int,
        inside: JSONSelection,
        outside: JSONSelection
    ) -> JSONSelection {
        if paths.contains(where: { $0.names.count == depth }) { return inside }
        let members = Dictionary(grouping: paths) { $0.names[depth] }.sorted { $0.key < $1.key }.map { name, paths in
            Member(
                name: name,
                bytes: Array(name.utf8),
                selection: selection(of: paths, at: depth + 1, inside: inside, outside: outside)
            )
        }
        return JSONSelection(members: members, readsOthers: outside.readsOthers)
    }

    /// What is read of members that have no rule of their own.
    var ofOthers: JSONSelection { readsOthers ? .everything : .nothing }
    /// Whether there is nothing to skip.
    var isEverything: Bool { members.isEmpty && readsOthers }
    /// Whether there is nothing to read.
    var isNothing: Bool { members.isEmpty && !readsOthers }
}

/// The names that lead from an object to a member in its depth.
public struct JSONPath: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
    /// The member's name in the outermost object first.
    public var names: [String]

    /// A path of names between dots, such as `metadata.name`.
    public init(stringLiteral value: String) {
        names = value.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }

    /// A path of names that may hold dots.
    public init(arrayLiteral elements: String...) {
        names = elements
    }
}
