import OrderedCollections
import YAMLDocument

/// Reads the small part of CEL that tells by conditions how an object is: members, `has`, `exists`, `all`, comparisons
/// for equality, and what joins them. Anything else is an error, so that nobody takes it for understood.
struct HealthExpressionParser {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private let text: String
    private var rest: Substring

    static func parse(_ text: String) throws(Failure) -> HealthExpression {
        var parser = HealthExpressionParser(text: text, rest: text[...])
        let expression = try parser.disjunction()
        parser.skipSpace()
        guard parser.rest.isEmpty else { throw parser.failure() }
        return expression
    }

    private func failure() -> Failure {
        Failure(
            description: "failed to parse the CEL expression '\(text)': the sandbox's kustomize-controller does not"
                + " understand '\(rest.prefix(20))'"
        )
    }

    private mutating func skipSpace() {
        rest = rest.drop(while: \.isWhitespace)
    }

    private mutating func take(_ token: String) -> Bool {
        skipSpace()
        guard rest.hasPrefix(token) else { return false }
        rest = rest.dropFirst(token.count)
        return true
    }

    private mutating func expect(_ token: String) throws(Failure) {
        guard take(token) else { throw failure() }
    }

    private mutating func disjunction() throws(Failure) -> HealthExpression {
        var left = try conjunction()
        while take("||") { left = .either(left, try conjunction()) }
        return left
    }

    private mutating func conjunction() throws(Failure) -> HealthExpression {
        var left = try comparison()
        while take("&&") { left = .both(left, try comparison()) }
        return left
    }

    private mutating func comparison() throws(Failure) -> HealthExpression {
        let left = try negation()
        if take("==") { return .same(left, try negation()) }
        if take("!=") { return .not(.same(left, try negation())) }
        return left
    }

    private mutating func negation() throws(Failure) -> HealthExpression {
        skipSpace()
        if !rest.hasPrefix("!="), take("!") { return .not(try negation()) }
        return try selection()
    }

    private mutating func selection() throws(Failure) -> HealthExpression {
        var value = try primary()
        while take(".") {
            let name = try identifier()
            guard take("(") else {
                value = .member(value, name)
                continue
            }
            let variable = try identifier()
            try expect(",")
            let body = try disjunction()
            try expect(")")
            switch name {
            case "exists": value = .exists(value, variable, body)
            case "all": value = .not(.exists(value, variable, .not(body)))
            default: throw failure()
            }
        }
        return value
    }

    private mutating func primary() throws(Failure) -> HealthExpression {
        if take("(") {
            let inner = try disjunction()
            try expect(")")
            return inner
        }
        if let quote = rest.first, quote == "'" || quote == "\"" { return .value(.string(try string(quote))) }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        if let number = Int64(digits) {
            rest = rest.dropFirst(digits.count)
            return .value(.int(number))
        }
        let name = try identifier()
        switch name {
        case "true": return .value(true)
        case "false": return .value(false)
        case "has":
            try expect("(")
            guard case .member(let value, let member) = try selection() else { throw failure() }
            try expect(")")
            return .has(value, member)
        default: return .variable(name)
        }
    }

    private mutating func string(_ quote: Character) throws(Failure) -> String {
        let content = rest.dropFirst().prefix { $0 != quote && $0 != "\\" }
        rest = rest.dropFirst(content.count + 1)
        guard rest.first == quote else { throw failure() }
        rest = rest.dropFirst()
        return String(content)
    }

    private mutating func identifier() throws(Failure) -> String {
        skipSpace()
        let name = rest.prefix { $0 == "_" || ($0.isASCII && ($0.isLetter || $0.isNumber)) }
        guard let first = name.first, !first.isNumber else { throw failure() }
        rest = rest.dropFirst(name.count)
        return String(name)
    }
}
