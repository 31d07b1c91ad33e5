import OrderedCollections
import YAMLDocument

/// One of kapp's rules for the order of changes, as an annotation of an object has it.
///
/// Source: kapp, `pkg/kapp/diffgraph`.
struct ChangeRule: Sendable, Hashable {
    /// What is done to the object that has the rule.
    enum Action: String, Sendable { case upsert, delete }
    enum Order: String, Sendable { case before, after }
    /// What is done to the objects of the group.
    enum TargetAction: String, Sendable { case upserting, deleting }

    let action: Action
    let order: Order
    let targetAction: TargetAction
    let group: String

    /// The annotation that puts an object into a group; with more of them, each has an ending of its own.
    static let groupAnnotation = "kapp.k14s.io/change-group"
    /// The annotation with a rule.
    static let ruleAnnotation = "kapp.k14s.io/change-rule"
    /// How it must be written.
    static let grammar = "four words: upsert or delete, before or after, upserting or deleting, and a group"

    /// Whether an annotation is that one, or that one with an ending such as `.db`.
    static func isAnnotation(_ name: String, _ annotation: String) -> Bool {
        name == annotation || name.hasPrefix(annotation + ".")
    }

    /// Reads a rule; `nil` where it is none.
    init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 4, let action = Action(rawValue: words[0]), let order = Order(rawValue: words[1]),
            let targetAction = TargetAction(rawValue: words[2]), !words[3].isEmpty
        else { return nil }
        self.action = action
        self.order = order
        self.targetAction = targetAction
        group = words[3]
    }
}

/// An object with its groups and rules.
struct ChangedObject: Sendable {
    let document: CheckedDocument
    let groups: Set<String>
    /// The rules, by the name of their annotation.
    let rules: [(annotation: String, rule: ChangeRule)]

    /// - Returns: `nil` where the object has neither.
    init?(_ document: CheckedDocument) {
        var groups: Set<String> = []
        var rules: [(String, ChangeRule)] = []
        for (name, value) in document.json[path: "metadata", "annotations"]?.object ?? [:] {
            guard let text = value.string else { continue }
            let filled = Self.filled(text, document)
            if ChangeRule.isAnnotation(name, ChangeRule.groupAnnotation) { groups.insert(filled) }
            if ChangeRule.isAnnotation(name, ChangeRule.ruleAnnotation), let rule = ChangeRule(filled) {
                rules.append((name, rule))
            }
        }
        guard !groups.isEmpty || !rules.isEmpty else { return nil }
        self.document = document
        self.groups = groups
        self.rules = rules
    }

    /// A text with what kapp fills in.
    private static func filled(_ text: String, _ document: CheckedDocument) -> String {
        guard text.contains("{") else { return text }
        let group = CheckedDocument.group(document.object.apiVersion)
        return text.replacing("{name}", with: document.object.name)
            .replacing("{namespace}", with: document.object.namespace ?? "")
            .replacing("{kind}", with: document.object.kind)
            .replacing("{api-group}", with: group)
    }
}
