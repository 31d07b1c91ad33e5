import OrderedCollections
import YAMLDocument

/// How a value is merged under a schema.
enum MergeForm: Sendable, Hashable {
    /// As one value.
    case leaf
    /// Member by member.
    case map
    /// Element by element.
    case list
}

extension StructuralSchema {
    /// How that value is merged; a null takes the form of what it stands against.
    func form(of value: JSONValue) -> MergeForm? {
        switch value {
        case .null: nil
        case .object: isAtomic ? .leaf : .map
        case .array: type == .array && listType != .atomic ? .list : .leaf
        default: .leaf
        }
    }

    /// Which element of a path an element of a list is.
    func pathElement(of value: JSONValue) -> FieldPathElement {
        guard case .map(let keys) = listType else { return .value(value) }
        return .key(
            keys.sorted().map { key in
                FieldPathElement.KeyPart(
                    name: key,
                    value: value[key] ?? element.properties[key]?.defaultValue ?? .null
                )
            }
        )
    }

    /// The fields that a value sets, which are those that an apply of it owns.
    func fieldSet(of value: JSONValue) -> FieldSet { ownership(of: value).inside }

    private func ownership(of value: JSONValue) -> (isMember: Bool, inside: FieldSet) {
        switch (form(of: value), value) {
        case (.map, .object(let members)):
            var set = FieldSet()
            for (name, value) in members {
                let (isMember, inside) = (member(name) ?? Self.anything).ownership(of: value)
                let isEmptyObject = value.object?.isEmpty == true
                // A map's keys are owned as such; a declared member only where there is nothing inside to own.
                if isMember || value.isNull || isEmptyObject || properties[name] == nil { set.insert(.field(name)) }
                set.insert(inside, under: .field(name))
            }
            return (false, set)
        case (.list, .array(let values)):
            var set = FieldSet()
            for value in values {
                let key = pathElement(of: value)
                set.insert(key)
                set.insert(element.ownership(of: value).inside, under: key)
            }
            return (false, set)
        default:
            return (true, FieldSet())
        }
    }
}

/// What differs between two states of an object.
struct TypedComparison: Sendable {
    var added = FieldSet()
    var removed = FieldSet()
    var modified = FieldSet()

    fileprivate enum Change { case added, removed, modified }

    fileprivate mutating func insert(_ change: Change?, _ inside: TypedComparison, at element: FieldPathElement) {
        switch change {
        case .added: added.insert(element)
        case .removed: removed.insert(element)
        case .modified: modified.insert(element)
        case nil: break
        }
        added.insert(inside.added, under: element)
        removed.insert(inside.removed, under: element)
        modified.insert(inside.modified, under: element)
    }
}

extension StructuralSchema {
    /// What differs between two states of an object of this schema.
    func compare(_ old: JSONValue, _ new: JSONValue) -> TypedComparison { difference(old, new).inside }

    private typealias Difference = (change: TypedComparison.Change?, inside: TypedComparison)

    private func difference(_ old: JSONValue?, _ new: JSONValue?) -> Difference {
        let oldForm = old.flatMap(form(of:))
        let newForm = new.flatMap(form(of:))
        let isSameForm = oldForm == nil || newForm == nil || oldForm == newForm
        let form = isSameForm ? newForm ?? oldForm ?? .leaf : .leaf
        let inside: TypedComparison? =
            switch form {
            case .leaf: nil
            case .map: memberDifferences(old?.object ?? [:], new?.object ?? [:])
            case .list: elementDifferences(old?.array ?? [], new?.array ?? [])
            }
        guard let inside else {
            guard let old else { return (.added, TypedComparison()) }
            guard let new else { return (.removed, TypedComparison()) }
            return (old == new ? nil : .modified, TypedComparison())
        }
        if old == nil { return (.added, inside) }
        if new == nil { return (.removed, inside) }
        return (nil, inside)
    }

    /// `nil` where both are empty: then the fields themselves are compared.
    private func memberDifferences(_ old: JSONObject, _ new: JSONObject) -> TypedComparison? {
        if old.isEmpty && new.isEmpty { return nil }
        var result = TypedComparison()
        for (name, value) in old {
            let (change, inside) = (member(name) ?? Self.anything).difference(value, new[name])
            result.insert(change, inside, at: .field(name))
        }
        for (name, value) in new where old[name] == nil {
            let (change, inside) = (member(name) ?? Self.anything).difference(nil, value)
            result.insert(change, inside, at: .field(name))
        }
        return result
    }

    private func elementDifferences(_ old: [JSONValue], _ new: [JSONValue]) -> TypedComparison? {
        if old.isEmpty && new.isEmpty { return nil }
        let oldByKey = Dictionary(old.map { (pathElement(of: $0), $0) }, uniquingKeysWith: { first, _ in first })
        let newByKey = Dictionary(new.map { (pathElement(of: $0), $0) }, uniquingKeysWith: { first, _ in first })
        var result = TypedComparison()
        for key in Set(oldByKey.keys).union(newByKey.keys) {
            let (change, inside) = element.difference(oldByKey[key], newByKey[key])
            result.insert(change, inside, at: key)
        }
        return result
    }
}
