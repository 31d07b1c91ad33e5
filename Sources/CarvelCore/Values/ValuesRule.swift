import OrderedCollections
import YAMLDocument

/// What a value must be beyond its type.
struct ValuesValidation: Sendable {
    let rules: [ValuesRule]
    /// Where the schema says it.
    let line: SourceLine?
}

enum ValuesRule: Sendable, Hashable {
    /// Of a text in bytes, of an array or a map in items.
    case minLength(Int)
    case maxLength(Int)
    case min(JSONValue)
    case max(JSONValue)
    case notNull
    case oneOf([JSONValue])
}

extension ValuesRule {
    /// What the value must be, in ytt's words.
    var requirement: String {
        switch self {
        case .minLength(let length): "length >= \(length)"
        case .maxLength(let length): "length <= \(length)"
        case .min(let bound): "a value >= \(bound.starlarkText)"
        case .max(let bound): "a value <= \(bound.starlarkText)"
        case .notNull: "not null"
        case .oneOf(let values): "one of \(JSONValue.array(values).starlarkText)"
        }
    }

    /// What is wrong with a value in ytt's words, or `nil` if it keeps the rule. The value itself is never told.
    func violation(by value: JSONValue) -> String? {
        switch self {
        case .minLength(let least): Self.lengthViolation(value) { $0 >= least }
        case .maxLength(let most): Self.lengthViolation(value) { $0 <= most }
        case .min(let bound):
            value.isOrdered(before: bound, orEqual: false) == false ? nil : "value < \(bound.starlarkText)"
        case .max(let bound):
            value.isOrdered(before: bound, orEqual: true) == true ? nil : "value > \(bound.starlarkText)"
        case .notNull: value.isNull ? "value is null" : nil
        case .oneOf(let values): values.contains(value) ? nil : "not one of allowed values"
        }
    }

    private static func lengthViolation(_ value: JSONValue, keeps: (Int) -> Bool) -> String? {
        let length: Int
        switch value {
        case .string(let text): length = text.utf8.count
        case .array(let items): length = items.count
        case .object(let members): length = members.count
        case .null, .bool, .int, .uint, .double: return "value has no length"
        }
        return keeps(length) ? nil : "length = \(length)"
    }
}

extension ValuesValidation {
    /// Each rule that a value breaks. `null` is judged only by the rule that it must not be `null`.
    func violations(by value: JSONValue) -> [(rule: ValuesRule, found: String)] {
        if rules.contains(.notNull) {
            if let found = ValuesRule.notNull.violation(by: value) { return [(.notNull, found)] }
        } else if value.isNull {
            return []
        }
        return rules.compactMap { rule in
            rule.violation(by: value).map { (rule, $0) }
        }
    }
}

extension JSONValue {
    /// Whether this comes before the other, or `nil` if the two cannot be compared.
    fileprivate func isOrdered(before other: JSONValue, orEqual: Bool) -> Bool? {
        switch (self, other) {
        case (.string(let left), .string(let right)):
            return orEqual ? left <= right : left < right
        case (.int(let left), .int(let right)):
            return orEqual ? left <= right : left < right
        default:
            guard let left = number, let right = other.number else { return nil }
            return orEqual ? left <= right : left < right
        }
    }

    private var number: Double? {
        switch self {
        case .int(let number): Double(number)
        case .uint(let number): Double(number)
        case .double(let number): number
        case .null, .bool, .string, .array, .object: nil
        }
    }

    /// The value as Starlark, the language of ytt's annotations, writes it.
    var starlarkText: String {
        switch self {
        case .null: return "None"
        case .bool(let flag): return flag ? "True" : "False"
        case .int(let number): return String(number)
        case .uint(let number): return String(number)
        case .double(let number): return String(number)
        case .string(let text): return text.quotedAsInGo
        case .array(let values): return "[" + values.map(\.starlarkText).joined(separator: ", ") + "]"
        case .object(let members):
            let texts = members.map { $0.key.quotedAsInGo + ": " + $0.value.starlarkText }
            return "{" + texts.joined(separator: ", ") + "}"
        }
    }
}
