import OrderedCollections
import YAMLDocument

@testable import CarvelCore

extension JSONValue {
    /// What selective reading must come to, told from the whole value.
    ///
    /// - Parameter rule: the selection's rule of this value; by default that of the outermost one.
    func pruned(to selection: JSONSelection, by rule: Int? = nil) -> JSONValue {
        switch self {
        case .array(let elements): return .array(elements.map { $0.pruned(to: selection, by: rule) })
        case .object(let members):
            var kept = JSONObject()
            let rule = selection.rules[rule ?? selection.root]
            for (name, value) in members {
                let index = rule.members.first { selection.names[$0] == name }
                let inner = index.map { selection.members[$0].rule } ?? rule.others
                if inner != JSONSelection.nothingRule { kept[name] = value.pruned(to: selection, by: inner) }
            }
            return .object(kept)
        default: return self
        }
    }
}
