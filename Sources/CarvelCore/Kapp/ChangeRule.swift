/// One of kapp's rules for the order of changes.
///
/// Source: kapp, `pkg/kapp/diffgraph`.
package struct ChangeRule: Sendable, Hashable {
    /// What is done to the object that has the rule.
    package enum Action: String, Sendable { case upsert, delete }
    /// On which side of the others it comes.
    package enum Order: String, Sendable { case before, after }
    /// What is done to the objects of the group.
    package enum TargetAction: String, Sendable {
        case upserting, deleting

        /// The same, as it is said of the object that has the rule.
        var action: Action { self == .upserting ? .upsert : .delete }
    }

    package let action: Action
    package let order: Order
    package let targetAction: TargetAction
    package let group: String

    /// How it must be written.
    static let grammar = "four words: upsert or delete, before or after, upserting or deleting, and a group"

    /// The annotation that puts an object into a group; with more of them, each has an ending of its own.
    static let groupAnnotation = "kapp.k14s.io/change-group"
    /// The annotation with a rule.
    static let ruleAnnotation = "kapp.k14s.io/change-rule"

    /// Whether an annotation is that one, or that one with an ending such as `.db`.
    static func isAnnotation(_ name: String, _ annotation: String) -> Bool {
        name == annotation || name.hasPrefix(annotation + ".")
    }

    /// Reads a rule; `nil` where the text is none.
    init?(_ text: String) {
        guard let rule = try? ChangeRule(reading: text) else { return nil }
        self = rule
    }

    /// Reads a rule.
    ///
    /// - Throws: why the text is none.
    package init(reading text: String) throws(ChangeProblem) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 4 else { throw .wordCount(text) }
        try ChangeProblem.checkGroup(words[3])
        guard let action = Action(rawValue: words[0]) else { throw .unknownWord("Action", words[0]) }
        guard let order = Order(rawValue: words[1]) else { throw .unknownWord("Order", words[1]) }
        guard let target = TargetAction(rawValue: words[2]) else { throw .unknownWord("TargetAction", words[2]) }
        self.init(action, order, target, words[3])
    }

    init(_ action: Action, _ order: Order, _ targetAction: TargetAction, _ group: String) {
        self.action = action
        self.order = order
        self.targetAction = targetAction
        self.group = group
    }
}

/// Why kapp does not read a group or a rule.
package enum ChangeProblem: Error, Sendable, Hashable {
    /// The rule is not of four words.
    case wordCount(String)
    /// The rule's word for this part is none of the two.
    case unknownWord(String, String)
    /// The text is no name of a group.
    case groupName(String)
    /// A part in braces stands for nothing that the object has.
    case placeholder(String)

    /// kapp's own sentence.
    package var sentence: String {
        switch self {
        case .wordCount(let text):
            "Expected change rule annotation value to have format '(upsert|delete) (before|after) "
                + "(upserting|deleting) (change-group)', but was '\(text)'"
        case .unknownWord(let part, _): "Unknown change rule \(part)"
        case .groupName(""): "Expected non-empty group name"
        case .groupName(let name): "Expected change group name \"\(name)\" to be a qualified name"
        case .placeholder(let text): "Placeholder \(text) does not have a value for target resource"
        }
    }

    /// A group is named as a label is, but may be longer.
    static func checkGroup(_ name: String) throws(ChangeProblem) {
        let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let isName = parts.allSatisfy { part in
            guard let first = part.first, let last = part.last else { return false }
            return isAlphanumeric(first) && isAlphanumeric(last)
                && part.allSatisfy { isAlphanumeric($0) || "-_.".contains($0) }
        }
        guard !name.isEmpty, isName else { throw .groupName(name) }
    }

    private static func isAlphanumeric(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber)
    }
}
