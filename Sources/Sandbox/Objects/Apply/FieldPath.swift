import CarvelCore
import OrderedCollections
import YAMLDocument

/// One step on the way to a field, as `managedFields` writes it.
enum FieldPathElement: Sendable, Hashable {
    /// A member of an object.
    case field(String)
    /// An element of a list of objects, by the members that tell its elements apart, sorted by name.
    case key([KeyPart])
    /// An element of a list of scalars.
    case value(JSONValue)
    /// An element of a list, by its place; only errors name elements so.
    case index(Int)

    struct KeyPart: Sendable, Hashable {
        var name: String
        var value: JSONValue
    }
}

extension FieldPathElement {
    /// As it is written in `fieldsV1`: `f:name`, `k:{"name":"x"}`, `v:"x"`, `i:0`.
    var text: String {
        switch self {
        case .field(let name): "f:\(name)"
        case .key(let parts):
            "k:" + Self.json(.object(JSONObject(parts.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })))
        case .value(let value): "v:" + Self.json(value)
        case .index(let index): "i:\(index)"
        }
    }

    /// The element that `fieldsV1` writes so, or `nil` if it is none.
    init?(text: String) {
        let content = String(text.dropFirst(2))
        switch text.prefix(2) {
        case "f:": self = .field(content)
        case "k:":
            guard let members = Self.value(content)?.object else { return nil }
            self = .key(members.sorted { $0.key < $1.key }.map { KeyPart(name: $0.key, value: $0.value) })
        case "v:":
            guard let value = Self.value(content) else { return nil }
            self = .value(value)
        case "i:":
            guard let index = Int(content) else { return nil }
            self = .index(index)
        default: return nil
        }
    }

    /// As messages name it: `.name`, `[name="x"]`, `[="x"]`, `[0]`.
    var description: String {
        switch self {
        case .field(let name): ".\(name)"
        case .key(let parts): "[\(parts.map { "\($0.name)=\(Self.json($0.value))" }.joined(separator: ","))]"
        case .value(let value): "[=\(Self.json(value))]"
        case .index(let index): "[\(index)]"
        }
    }

    private static func json(_ value: JSONValue) -> String { String(decoding: JSONWriter.bytes(value), as: UTF8.self) }

    private static func value(_ text: String) -> JSONValue? {
        // A text that is no JSON is no element; the reason does not matter to anyone.
        try? JSONReader.value(text)
    }
}

extension FieldPathElement: Comparable {
    /// Fields come before keys, keys before values, values before places.
    static func < (left: FieldPathElement, right: FieldPathElement) -> Bool {
        switch (left, right) {
        case (.field(let left), .field(let right)): left < right
        case (.index(let left), .index(let right)): left < right
        case (.key, .key), (.value, .value): left.text < right.text
        default: left.rank < right.rank
        }
    }

    private var rank: Int {
        switch self {
        case .field: 0
        case .key: 1
        case .value: 2
        case .index: 3
        }
    }
}

/// The way to a field from the top of an object.
typealias FieldPath = [FieldPathElement]

extension [FieldPathElement] {
    /// As messages name it: `.spec.containers[name="x"].image`.
    var description: String { map(\.description).joined() }
}
