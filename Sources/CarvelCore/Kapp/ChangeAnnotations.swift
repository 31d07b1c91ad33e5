import OrderedCollections
import YAMLDocument

/// What an object's annotations say of its place in kapp's order.
package struct ChangeAnnotations: Sendable {
    /// The groups that the object is in.
    package private(set) var groups: Set<String> = []
    /// The rules, with the names of their annotations.
    package private(set) var rules: [(annotation: String, rule: ChangeRule)] = []
    /// The annotations that kapp does not read, and the texts that they have.
    package private(set) var problems: [(annotation: String, text: String, problem: ChangeProblem)] = []

    package init(of object: KubernetesObject) {
        for (name, value) in object.json[path: "metadata", "annotations"]?.object ?? [:] {
            guard let text = value.string else { continue }
            do throws(ChangeProblem) {
                if ChangeRule.isAnnotation(name, ChangeRule.groupAnnotation) {
                    let group = try Self.filled(text, object)
                    try ChangeProblem.checkGroup(group)
                    groups.insert(group)
                } else if ChangeRule.isAnnotation(name, ChangeRule.ruleAnnotation) {
                    rules.append((name, try ChangeRule(reading: try Self.filled(text, object))))
                }
            } catch {
                problems.append((name, text, error))
            }
        }
    }

    /// Whether the object says anything at all.
    var isEmpty: Bool { groups.isEmpty && rules.isEmpty && problems.isEmpty }

    /// A text with what kapp fills in.
    private static func filled(_ text: String, _ object: KubernetesObject) throws(ChangeProblem) -> String {
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let word = rest[rest.index(after: open)..<close]
            let value: String? =
                switch word {
                case "name": object.name
                case "namespace": object.namespace
                case "kind": object.kind
                case "api-group": object.apiGroup
                case "crd-kind": object.spec?[path: "names", "kind"]?.string
                case "crd-group": object.spec?["group"]?.string
                default: nil
                }
            guard let value, !value.isEmpty else { throw .placeholder("{\(word)}") }
            result += rest[..<open] + value
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }
}

extension KubernetesObject {
    /// The group of its `apiVersion`; empty for the core group.
    var apiGroup: String {
        apiVersion.contains("/") ? String(apiVersion.prefix { $0 != "/" }) : ""
    }
}
