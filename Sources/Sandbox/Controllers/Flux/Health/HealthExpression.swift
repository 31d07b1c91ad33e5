import OrderedCollections
import YAMLDocument

/// An expression of CEL, as far as the sandbox understands it.
indirect enum HealthExpression: Sendable {
    case value(JSONValue)
    case variable(String)
    case member(HealthExpression, String)
    case has(HealthExpression, String)
    case exists(HealthExpression, String, HealthExpression)
    case same(HealthExpression, HealthExpression)
    case not(HealthExpression)
    case both(HealthExpression, HealthExpression)
    case either(HealthExpression, HealthExpression)

    struct Failure: Error {
        var description: String
    }

    /// Whether it holds, of an object whose members are its variables.
    func holds(for members: [String: JSONValue]) throws(Failure) -> Bool {
        guard let result = try evaluated(members).bool else {
            throw Failure(description: "failed to evaluate CEL expression as boolean")
        }
        return result
    }

    private func evaluated(_ variables: [String: JSONValue]) throws(Failure) -> JSONValue {
        switch self {
        case .value(let value): return value
        case .variable(let name):
            guard let value = variables[name] else { throw Failure(description: "no such attribute(s): \(name)") }
            return value
        case .member(let value, let name):
            guard let member = try value.evaluated(variables)[name] else {
                throw Failure(description: "no such key: \(name)")
            }
            return member
        case .has(let value, let name): return .bool(try value.evaluated(variables)[name] != nil)
        case .same(let left, let right): return .bool(try left.evaluated(variables) == right.evaluated(variables))
        case .not(let inner): return .bool(try !inner.holds(for: variables))
        case .both(let left, let right): return .bool(try !Self.any([left, right], of: variables, are: false))
        case .either(let left, let right): return .bool(try Self.any([left, right], of: variables, are: true))
        case .exists(let list, let name, let body):
            guard let elements = try list.evaluated(variables).array else {
                throw Failure(description: "no such overload")
            }
            var failure: Failure?
            for element in elements {
                var inner = variables
                inner[name] = element
                do {
                    if try body.holds(for: inner) { return true }
                } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
            return false
        }
    }

    /// Whether one of them comes to a value, which decides: then what goes wrong in the others does not matter.
    private static func any(
        _ expressions: [HealthExpression],
        of variables: [String: JSONValue],
        are wanted: Bool
    ) throws(Failure) -> Bool {
        var failure: Failure?
        for expression in expressions {
            do {
                if try expression.holds(for: variables) == wanted { return true }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return false
    }
}
