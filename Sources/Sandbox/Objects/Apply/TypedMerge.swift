import OrderedCollections
import YAMLDocument

extension StructuralSchema {
    /// The live value with what is applied laid over it.
    func merge(_ live: JSONValue, _ applied: JSONValue) -> JSONValue {
        switch (live, applied) {
        case (.object(var members), .object(let changes)) where form(of: applied) == .map:
            for (name, value) in changes {
                members[name] = members[name].map { (member(name) ?? Self.anything).merge($0, value) } ?? value
            }
            return .object(members)
        case (.array(let elements), .array(let changes)) where form(of: applied) == .list:
            return .array(mergeElements(elements, changes))
        default:
            return applied
        }
    }

    /// Applied elements in their order; those that are only live stay where they were among them.
    private func mergeElements(_ live: [JSONValue], _ applied: [JSONValue]) -> [JSONValue] {
        let changes = OrderedDictionary(
            applied.map { (pathElement(of: $0), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let liveByKey = Dictionary(live.map { (pathElement(of: $0), $0) }, uniquingKeysWith: { first, _ in first })
        func merged(_ index: Int) -> JSONValue {
            let (key, value) = changes.elements[index]
            return liveByKey[key].map { element.merge($0, value) } ?? value
        }
        var result: [JSONValue] = []
        var next = 0
        for value in live {
            guard let index = changes.index(forKey: pathElement(of: value)) else {
                result.append(value)
                continue
            }
            while next <= index {
                result.append(merged(next))
                next += 1
            }
        }
        while next < changes.count {
            result.append(merged(next))
            next += 1
        }
        return result
    }

    /// The value without the fields of the set. A container that thereby becomes empty goes too.
    func removing(_ set: FieldSet, from value: JSONValue) -> JSONValue {
        removed(set, from: value) ?? (value.array == nil ? [:] : [])
    }

    private func removed(_ set: FieldSet, from value: JSONValue) -> JSONValue? {
        if set.isEmpty { return value }
        switch (form(of: value), value) {
        case (.map, .object(let members)) where !members.isEmpty:
            var result = JSONObject()
            for (name, value) in members where !set.contains(.field(name)) {
                guard let inner = set.children[.field(name)] else {
                    result[name] = value
                    continue
                }
                result[name] = (member(name) ?? Self.anything).removed(inner, from: value)
            }
            if result.isEmpty { return nil }
            return .object(result)
        case (.list, .array(let values)) where !values.isEmpty:
            var result: [JSONValue] = []
            for value in values {
                let key = pathElement(of: value)
                if set.contains(key) { continue }
                guard let inner = set.children[key] else {
                    result.append(value)
                    continue
                }
                if let rest = element.removed(inner, from: value) { result.append(rest) }
            }
            if result.isEmpty { return nil }
            return .array(result)
        default:
            return value
        }
    }
}
