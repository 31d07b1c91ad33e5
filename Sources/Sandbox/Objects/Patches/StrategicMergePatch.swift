import OrderedCollections
import YAMLDocument

/// A merge patch that knows the lists of built-in types: elements are found by their key, and `$patch` says what
/// becomes of them.
enum StrategicMergePatch {
    static func apply(_ patch: JSONValue, to document: JSONValue, schema: StructuralSchema) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        switch changes["$patch"]?.string {
        case "replace": return .object(changes.filter { $0.key != "$patch" })
        case "delete": return [:]
        default: break
        }
        var members = document.object ?? [:]
        for (name, change) in changes where !name.hasPrefix("$") {
            if change.isNull {
                members[name] = nil
                continue
            }
            let inner = schema.member(name) ?? .anything
            switch (members[name], change) {
            case (let current?, .object): members[name] = apply(change, to: current, schema: inner)
            case (nil, .object): members[name] = apply(change, to: [:], schema: inner)
            case (.array(let current)?, .array(let changes)):
                members[name] = .array(merge(changes, into: current, schema: inner))
            case (nil, .array(let changes)):
                members[name] = .array(merge(changes, into: [], schema: inner))
            default: members[name] = change
            }
        }
        deletePrimitives(changes, from: &members)
        return .object(members)
    }

    private static func merge(
        _ changes: [JSONValue],
        into current: [JSONValue],
        schema: StructuralSchema
    ) -> [JSONValue] {
        let entries = changes.filter { $0 != ["$patch": "replace"] }
        switch schema.listType {
        case .atomic: return entries
        case .set: return entries.count < changes.count ? entries : current + entries.filter { !current.contains($0) }
        case .map(let keys):
            var result = entries.count < changes.count ? [] : current
            // Strategic merge finds elements by the first key alone, where apply needs all.
            let key = keys.first ?? "name"
            for change in entries {
                let index = result.firstIndex { $0[key] == change[key] }
                if change["$patch"] == "delete" {
                    if let index { result.remove(at: index) }
                } else if let index {
                    result[index] = apply(change, to: result[index], schema: schema.element)
                } else {
                    result.append(apply(change, to: [:], schema: schema.element))
                }
            }
            return result
        }
    }

    /// `$deleteFromPrimitiveList/finalizers: [x]` takes elements out of a list of scalars.
    private static func deletePrimitives(_ changes: JSONObject, from members: inout JSONObject) {
        let prefix = "$deleteFromPrimitiveList/"
        for (name, doomed) in changes where name.hasPrefix(prefix) {
            let field = String(name.dropFirst(prefix.count))
            guard let values = members[field]?.array, let doomed = doomed.array else { continue }
            members[field] = .array(values.filter { !doomed.contains($0) })
        }
    }
}
