import OrderedCollections
import YAMLDocument

/// A value of a YAML document with the lines that its parts are from.
indirect enum PlacedValue: Sendable {
    /// A member of a map.
    struct Member: Sendable {
        /// Nearly always a string; YAML has keys of other types too, and those equal no string.
        let key: JSONValue
        var value: PlacedValue
        /// Where the key is written; of a default that was filled in, where the schema has it, if that is known.
        var line: SourceLine?
    }

    /// An item of an array.
    struct Item: Sendable {
        var value: PlacedValue
        let line: SourceLine?
    }

    /// Anything but an array or an object.
    case scalar(JSONValue)
    case array([Item])
    case map([Member])

    /// The value, with one line for all of its parts.
    init(_ value: JSONValue, line: SourceLine?) {
        switch value {
        case .array(let values):
            self = .array(values.map { Item(value: PlacedValue($0, line: line), line: line) })
        case .object(let members):
            self = .map(
                members.map { Member(key: .string($0.key), value: PlacedValue($0.value, line: line), line: line) }
            )
        default:
            self = .scalar(value)
        }
    }

    var isNull: Bool {
        if case .scalar(.null) = self { true } else { false }
    }

    /// The value without its lines. Of members with the same key the last one counts.
    var json: JSONValue {
        switch self {
        case .scalar(let value):
            return value
        case .array(let items):
            return .array(items.map(\.value.json))
        case .map(let members):
            var object = JSONObject()
            for member in members {
                object[member.key.keyText] = member.value.json
            }
            return .object(object)
        }
    }

    /// What ytt calls a value of this type.
    var typeName: String {
        switch self {
        case .array: "array"
        case .map: "map"
        case .scalar(let value):
            switch value {
            case .null: "null"
            case .bool: "boolean"
            case .int, .uint: "integer"
            case .double: "float"
            case .string: "string"
            case .array: "array"
            case .object: "map"
            }
        }
    }
}

extension JSONValue {
    /// The text of this scalar as a key.
    var keyText: String {
        switch self {
        case .string(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .uint(let number): String(number)
        case .double(let number): String(number)
        case .null, .array, .object: "null"
        }
    }
}
