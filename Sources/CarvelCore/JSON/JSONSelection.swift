/// Which members of JSON objects are read, by their paths; the others are skipped, and cost next to nothing.
///
/// A path goes through arrays: it names the member in each of their elements. What is no object where a path goes on is
/// read as it is, and an object that has none of the members is read as an empty one.
///
/// Of what is skipped only this is checked: strings and brackets end, each bracket with its own kind, no deeper than
/// in what is read; a literal or number begins like one. It may hold escapes that there are not, control characters,
/// bytes that are not UTF-8, and commas and colons in the wrong places.
public struct JSONSelection: Sendable, Hashable {
    /// Every member of everything.
    public static let everything = JSONSelection()

    /// The members at these paths, with all that is in them, and nothing else.
    public static func only(_ paths: JSONPath...) -> JSONSelection {
        var selection = JSONSelection()
        selection.root = selection.addRule(for: paths, at: 0, inside: everythingRule, outside: nothingRule)
        return selection
    }

    /// Everything but the members at these paths.
    public static func all(except paths: JSONPath...) -> JSONSelection {
        var selection = JSONSelection()
        selection.root = selection.addRule(for: paths, at: 0, inside: nothingRule, outside: everythingRule)
        return selection
    }

    /// This selection of one member of an object, and all of the other members.
    func inside(_ member: String) -> JSONSelection {
        var selection = self
        selection.members.append(Member(member, at: nameBytes.count, rule: root))
        selection.names.append(member)
        selection.nameBytes += member.utf8
        selection.rules.append(Rule(members: members.count..<members.count + 1, others: Self.everythingRule))
        selection.root = rules.count
        return selection
    }

    // The tree of rules lies in flat arrays, so that following it while reading counts no references.

    /// What is read of an object, or of the objects in an array.
    struct Rule: Sendable, Hashable {
        /// The members that have a rule of their own.
        var members: Range<Int>
        /// The rule of all others: `everythingRule` or `nothingRule`.
        var others: Int
    }

    struct Member: Sendable, Hashable {
        /// The name's UTF-8 in `nameBytes`, as most texts have it between the quotes.
        var nameBytes: Range<Int>
        /// Its first eight bytes, and zeros for those that it lacks: most names differ in them.
        var beginning: UInt64
        var rule: Int

        init(_ name: String, at place: Int, rule: Int) {
            let bytes = Array(name.utf8)
            nameBytes = place..<place + bytes.count
            beginning = ByteWord(bytes.span, upToEightFrom: 0).bits
            self.rule = rule
        }
    }

    /// The index of the rule of the outermost value.
    private(set) var root = everythingRule
    private(set) var rules = [Rule(members: 0..<0, others: everythingRule), Rule(members: 0..<0, others: nothingRule)]
    private(set) var members: [Member] = []
    /// The names of `members`.
    private(set) var names: [String] = []
    private(set) var nameBytes: [UInt8] = []

    /// The index of the rule by which all is read.
    static let everythingRule = 0
    /// The index of the rule by which no member is read.
    static let nothingRule = 1

    /// - Parameters:
    ///   - depth: the number of names that all the paths have in common.
    ///   - inside: what holds at the end of a path.
    ///   - outside: what holds where no path leads.
    private mutating func addRule(for paths: [JSONPath], at depth: Int, inside: Int, outside: Int) -> Int {
        if paths.contains(where: { $0.names.count == depth }) { return inside }
        let branches = Dictionary(grouping: paths) { $0.names[depth] }.sorted { $0.key < $1.key }
        let first = members.count
        for (name, _) in branches {
            members.append(Member(name, at: nameBytes.count, rule: outside))
            names.append(name)
            nameBytes += name.utf8
        }
        rules.append(Rule(members: first..<members.count, others: outside))
        let rule = rules.count - 1
        for (index, branch) in branches.enumerated() {
            let inner = addRule(for: branch.value, at: depth + 1, inside: inside, outside: outside)
            members[first + index].rule = inner
        }
        return rule
    }
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
