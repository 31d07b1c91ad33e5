import OrderedCollections
import YAMLDocument

/// A set of fields of an object: what one manager owns, or what a write changed.
struct FieldSet: Sendable, Hashable {
    /// The fields right here that belong to the set.
    private(set) var members: Set<FieldPathElement> = []
    /// The fields further inside.
    private(set) var children: [FieldPathElement: FieldSet] = [:]

    var isEmpty: Bool { members.isEmpty && children.isEmpty }
}

// MARK: Building

extension FieldSet {
    mutating func insert(_ element: FieldPathElement) { members.insert(element) }

    /// Adds everything that a set inside a field holds.
    mutating func insert(_ inner: FieldSet, under element: FieldPathElement) {
        guard !inner.isEmpty else { return }
        children[element, default: FieldSet()].formUnion(inner)
    }

    mutating func insert(path: FieldPath) {
        guard let first = path.first else { return }
        if path.count == 1 {
            members.insert(first)
        } else {
            children[first, default: FieldSet()].insert(path: Array(path.dropFirst()))
        }
    }

    mutating func formUnion(_ other: FieldSet) {
        members.formUnion(other.members)
        for (element, inner) in other.children {
            children[element, default: FieldSet()].formUnion(inner)
        }
    }

    /// Takes out one field, not what is inside it.
    mutating func remove(path: FieldPath) {
        guard let first = path.first else { return }
        if path.count == 1 {
            members.remove(first)
        } else if var inner = children[first] {
            inner.remove(path: Array(path.dropFirst()))
            children[first] = inner.isEmpty ? nil : inner
        }
    }
}

// MARK: Comparing

extension FieldSet {
    func contains(_ element: FieldPathElement) -> Bool { members.contains(element) }

    func union(_ other: FieldSet) -> FieldSet {
        var result = self
        result.formUnion(other)
        return result
    }

    func intersection(_ other: FieldSet) -> FieldSet {
        var result = FieldSet(members: members.intersection(other.members))
        for (element, inner) in children {
            guard let others = other.children[element] else { continue }
            result.insert(inner.intersection(others), under: element)
        }
        return result
    }

    /// The fields that the other set does not hold itself; fields inside those that it holds stay.
    func subtracting(_ other: FieldSet) -> FieldSet {
        if other.isEmpty { return self }
        var result = FieldSet(members: members.subtracting(other.members))
        for (element, inner) in children {
            result.insert(other.children[element].map { inner.subtracting($0) } ?? inner, under: element)
        }
        return result
    }

    /// The paths of all fields, in the order in which servers list them.
    var paths: [FieldPath] {
        var result = members.sorted().map { [$0] }
        for element in children.keys.sorted() {
            result += (children[element]?.paths ?? []).map { [element] + $0 }
        }
        return result
    }
}

// MARK: What a schema knows of the fields

extension FieldSet {
    /// The set with every declared field on the way to a member being a member too.
    func withNamedParents(_ schema: StructuralSchema) -> FieldSet {
        var result = FieldSet(members: members)
        for (element, inner) in children {
            if case .field(let name) = element, schema.properties[name] != nil { result.members.insert(element) }
            result.children[element] = inner.withNamedParents(schema.schema(at: element))
        }
        return result
    }

    /// The set with ownership inside of fields that are atomic turned into ownership of these fields.
    ///
    /// Such comes from writers that see another schema for the same object.
    func collapsingAtomicFields(_ schema: StructuralSchema) -> FieldSet {
        var result = FieldSet(members: members)
        for (element, inner) in children {
            let innerSchema = schema.schema(at: element)
            if innerSchema.isAtomic || (innerSchema.type == .array && innerSchema.listType == .atomic) {
                result.members.insert(element)
            } else {
                result.insert(inner.collapsingAtomicFields(innerSchema), under: element)
            }
        }
        return result
    }
}

extension StructuralSchema {
    /// The schema of what lies at an element of a path.
    func schema(at element: FieldPathElement) -> StructuralSchema {
        if case .field(let name) = element { member(name) ?? Self.anything } else { self.element }
    }
}

// MARK: On the wire

extension FieldSet {
    /// The set as `fieldsV1` writes it.
    var json: JSONValue {
        var result = JSONObject()
        for element in members.union(children.keys).sorted() {
            guard let inner = children[element] else {
                result[element.text] = [:]
                continue
            }
            guard members.contains(element), case .object(var members) = inner.json else {
                result[element.text] = inner.json
                continue
            }
            members.updateValue([:], forKey: ".", insertingAt: 0)
            result[element.text] = .object(members)
        }
        return .object(result)
    }

    /// The set that `fieldsV1` holds; what is no path element is passed over.
    init(json: JSONValue) {
        for (key, value) in json.object ?? [:] {
            guard let element = FieldPathElement(text: key) else { continue }
            let inner = FieldSet(json: value)
            if inner.isEmpty || value["."] != nil { members.insert(element) }
            insert(inner, under: element)
        }
    }
}
