import YAMLDocument

/// An expression of a template: a value, `str()` of one, a text, or a sum of these.
struct YttExpression {
    private var rest: Substring
    private let values: JSONValue

    init(_ text: String, values: JSONValue) {
        rest = text[...]
        self.values = values
    }

    /// The result, or `nil` where this is more than we know, or there is no such value.
    mutating func value() -> JSONValue? {
        guard var sum = term() else { return nil }
        while takeSign("+") {
            guard let next = term(), let left = sum.string, let right = next.string else { return nil }
            sum = .string(left + right)
        }
        skipBlanks()
        return rest.isEmpty ? sum : nil
    }

    private mutating func term() -> JSONValue? {
        skipBlanks()
        if let quote = rest.first, quote == "\"" || quote == "'" { return text(until: quote) }
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." || $0 == "-" }
        rest = rest[name.endIndex...]
        if name == "str" {
            guard takeSign("("), let inner = term(), takeSign(")") else { return nil }
            return Self.text(of: inner).map(JSONValue.string)
        }
        let path = name.split(separator: ".")
        guard path.count > 2, path[0] == "data", path[1] == "values" else { return nil }
        return path.dropFirst(2).reduce(values) { (value: JSONValue?, key) in value?[String(key)] }
    }

    private mutating func text(until quote: Character) -> JSONValue? {
        let body = rest.dropFirst().prefix { $0 != quote }
        guard body.endIndex < rest.endIndex, !body.contains("\\") else { return nil }
        rest = rest[rest.index(after: body.endIndex)...]
        return .string(String(body))
    }

    /// What Starlark's `str` makes of a scalar.
    private static func text(of value: JSONValue) -> String? {
        switch value {
        case .string(let text): text
        case .int(let number): String(number)
        case .uint(let number): String(number)
        case .double(let number): "\(number)"
        case .bool(let value): value ? "True" : "False"
        case .null: "None"
        case .array, .object: nil
        }
    }

    private mutating func takeSign(_ sign: Character) -> Bool {
        skipBlanks()
        guard rest.first == sign else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func skipBlanks() {
        rest = rest.drop(while: \.isWhitespace)
    }
}
