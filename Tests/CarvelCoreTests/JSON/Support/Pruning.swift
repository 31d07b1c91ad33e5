import OrderedCollections
import YAMLDocument

@testable import CarvelCore

extension JSONValue {
    /// What selective reading must come to, told from the whole value.
    func pruned(to selection: JSONSelection) -> JSONValue {
        switch self {
        case .array(let elements): return .array(elements.map { $0.pruned(to: selection) })
        case .object(let members):
            var kept = JSONObject()
            for (name, value) in members {
                let rule = selection.members.first { $0.name == name }?.selection ?? selection.ofOthers
                if rule != .nothing { kept[name] = value.pruned(to: rule) }
            }
            return .object(kept)
        default: return self
        }
    }
}
