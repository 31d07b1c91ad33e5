/// One step into a value: a member of a mapping, or an element of a list.
public enum YAMLPathElement: Sendable, Hashable {
    /// The member of that name.
    case key(String)
    /// The element at that index, counted from 0.
    case index(Int)
}

extension YAMLPathElement: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    /// The member of that name.
    public init(stringLiteral value: String) { self = .key(value) }
    /// The element at that index, counted from 0.
    public init(integerLiteral value: Int) { self = .index(value) }
}

extension Sequence<YAMLPathElement> {
    /// The path as people write it: `spec.values[0].name`.
    var dotted: String {
        var text = ""
        for element in self {
            switch element {
            case .key(let key) where key.contains("."): text += "[\"\(key)\"]"
            case .key(let key): text += (text.isEmpty ? "" : ".") + key
            case .index(let index): text += "[\(index)]"
            }
        }
        return text.isEmpty ? "the document" : text
    }
}

extension JSONValue {
    /// The value at the end of a path, or `nil` where there is none.
    subscript(at path: some Sequence<YAMLPathElement>) -> JSONValue? {
        var value = self
        for element in path {
            guard let next = value[element] else { return nil }
            value = next
        }
        return value
    }

    /// This value with another at the end of a path, or, for `nil`, without what is there. Members that are missing on
    /// the way are made; elements are not.
    func replacing(at path: ArraySlice<YAMLPathElement>, with new: JSONValue?) -> JSONValue {
        guard let first = path.first else { return new ?? .null }
        let rest = path.dropFirst()
        switch first {
        case .key(let key):
            var result = self
            result[key] = rest.isEmpty ? new : (self[key] ?? .null).replacing(at: rest, with: new)
            return result
        case .index(let index):
            guard var elements = array, elements.indices.contains(index) else { return self }
            if rest.isEmpty, new == nil {
                elements.remove(at: index)
            } else {
                elements[index] = elements[index].replacing(at: rest, with: new)
            }
            return .array(elements)
        }
    }

    private subscript(element: YAMLPathElement) -> JSONValue? {
        switch element {
        case .key(let key): return self[key]
        case .index(let index):
            guard let elements = array, elements.indices.contains(index) else { return nil }
            return elements[index]
        }
    }
}
