import YAMLDocument

/// A rule of `x-kubernetes-validations`, as far as it asks which members an object has and what they equal.
///
/// That is the part of CEL that the CRDs of this module use; other rules are not evaluated.
struct ValidationRule: Sendable {
    fileprivate indirect enum Expression: Sendable {
        case has([String])
        case isEqual([String], JSONValue)
        case isTrue([String])
        case not(Expression)
        case and(Expression, Expression)
        case or(Expression, Expression)
    }

    let message: String
    private let expression: Expression

    /// `nil` for a rule that uses more of CEL than this.
    init?(rule: String, message: String?) {
        var parser = Parser(rule)
        guard let expression = parser.expression(), parser.isAtEnd else { return nil }
        self.expression = expression
        self.message = message ?? "failed rule: \(rule)"
    }

    /// Whether the value keeps the rule.
    func accepts(_ value: JSONValue) -> Bool { expression.evaluate(value) }
}

extension ValidationRule.Expression {
    fileprivate func evaluate(_ value: JSONValue) -> Bool {
        func member(_ path: [String]) -> JSONValue? {
            path.reduce(Optional(value)) { value, name in value?[name] }
        }
        return switch self {
        case .has(let path): member(path) != nil
        case .isEqual(let path, let literal): member(path) == literal
        case .isTrue(let path): member(path)?.bool == true
        case .not(let inner): !inner.evaluate(value)
        case .and(let left, let right): left.evaluate(value) && right.evaluate(value)
        case .or(let left, let right): left.evaluate(value) || right.evaluate(value)
        }
    }
}

/// Reads expressions from left to right; `nil` from any step means something that is not understood.
private struct Parser {
    private var rest: Substring

    init(_ text: String) { rest = text[...] }

    var isAtEnd: Bool { rest.allSatisfy(\.isWhitespace) }

    mutating func expression() -> ValidationRule.Expression? {
        guard var left = conjunction() else { return nil }
        while take("||") {
            guard let right = conjunction() else { return nil }
            left = .or(left, right)
        }
        return left
    }

    private mutating func conjunction() -> ValidationRule.Expression? {
        guard var left = term() else { return nil }
        while take("&&") {
            guard let right = term() else { return nil }
            left = .and(left, right)
        }
        return left
    }

    private mutating func term() -> ValidationRule.Expression? {
        if take("!") { return term().map { .not($0) } }
        if take("(") {
            guard let inner = expression(), take(")") else { return nil }
            return inner
        }
        if take("has(") {
            guard let path = path(), take(")") else { return nil }
            return .has(path)
        }
        guard let path = path() else { return nil }
        if take("==") { return literal().map { .isEqual(path, $0) } }
        if take("!=") { return literal().map { .not(.isEqual(path, $0)) } }
        return .isTrue(path)
    }

    private mutating func path() -> [String]? {
        guard take("self.") else { return nil }
        var names: [String] = []
        repeat {
            let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            guard !name.isEmpty else { return nil }
            names.append(String(name))
            rest = rest.dropFirst(name.count)
        } while take(".")
        // A call of a function is more than this reads.
        return rest.first == "(" ? nil : names
    }

    private mutating func literal() -> JSONValue? {
        for (word, value) in [("true", true), ("false", false)] as [(String, JSONValue)] where take(word) {
            return value
        }
        for quote in ["'", "\""] where take(quote) {
            let text = rest.prefix { String($0) != quote }
            rest = rest.dropFirst(text.count)
            guard take(quote) else { return nil }
            return .string(String(text))
        }
        return nil
    }

    private mutating func take(_ word: String) -> Bool {
        rest = rest.drop(while: \.isWhitespace)
        guard rest.hasPrefix(word) else { return false }
        rest = rest.dropFirst(word.count)
        return true
    }
}
