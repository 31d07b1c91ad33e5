import OrderedCollections
import YAMLDocument

/// A document laid over another; null takes a member out (RFC 7386).
enum MergePatch {
    static func apply(_ patch: JSONValue, to document: JSONValue) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        var members = document.object ?? [:]
        for (name, change) in changes {
            if change.isNull {
                members[name] = nil
            } else {
                members[name] = apply(change, to: members[name] ?? .null)
            }
        }
        return .object(members)
    }
}
