import OrderedCollections
import YAMLDocument

/// The simple JSONPath that printer columns are written in: `.spec.url`, `.status.conditions[?(@.type=="Ready")].status`.
struct JSONPathExpression: Sendable, Hashable {
    enum Step: Sendable, Hashable {
        case member(String)
        case element(Int)
        case all
        /// The elements in which the value at `path` equals `value`.
        case filter(path: [String], value: JSONValue)
    }

    var steps: [Step] = []

    /// Reads a path; `nil` for one that uses more of JSONPath than columns may.
    init?(_ text: String) {
        var rest = Substring(text)
        if rest.hasPrefix("{") && rest.hasSuffix("}") { rest = rest.dropFirst().dropLast() }
        if rest.hasPrefix("$") { rest.removeFirst() }
        while let first = rest.first {
            switch first {
            case ".":
                rest.removeFirst()
                let name = Self.takeName(&rest)
                guard !name.isEmpty else { return nil }
                steps.append(name == "*" ? .all : .member(name))
            case "[":
                guard let end = Self.closingBracket(in: rest), let step = Self.step(rest[..<end].dropFirst()) else {
                    return nil
                }
                steps.append(step)
                rest = rest[rest.index(after: end)...]
            default: return nil
            }
        }
    }

    /// Every value at the path.
    func values(in root: JSONValue) -> [JSONValue] {
        steps.reduce([root]) { values, step in
            values.flatMap { Self.take(step, from: $0) }
        }
    }

    private static func take(_ step: Step, from value: JSONValue) -> [JSONValue] {
        switch step {
        case .member(let name): return value[name].map { [$0] } ?? []
        case .element(let index):
            let elements = value.array ?? []
            let position = index < 0 ? elements.count + index : index
            return elements.indices.contains(position) ? [elements[position]] : []
        case .all: return value.array ?? value.object.map { Array($0.values) } ?? []
        case .filter(let path, let wanted):
            return (value.array ?? []).filter { element in
                path.reduce(element as JSONValue?) { $0?[$1] } == wanted
            }
        }
    }

    // MARK: Reading

    /// A name up to the next `.` or `[`; a backslash takes the next character as it is.
    private static func takeName(_ rest: inout Substring) -> String {
        var name = ""
        while let character = rest.first, character != ".", character != "[" {
            rest.removeFirst()
            if character == "\\", let escaped = rest.popFirst() {
                name.append(escaped)
            } else {
                name.append(character)
            }
        }
        return name
    }

    private static func closingBracket(in text: Substring) -> Substring.Index? {
        var quote: Character?
        for index in text.indices {
            let character = text[index]
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == "]" {
                return index
            }
        }
        return nil
    }

    private static func step(_ text: Substring) -> Step? {
        if text == "*" { return .all }
        if let index = Int(text) { return .element(index) }
        if let name = unquoted(text) { return .member(name) }
        guard text.hasPrefix("?("), text.hasSuffix(")") else { return nil }
        let condition = text.dropFirst(2).dropLast()
        guard let sign = condition.firstRange(of: "==") else { return nil }
        let path = trimmed(condition[..<sign.lowerBound])
        guard path.hasPrefix("@."), let value = literal(trimmed(condition[sign.upperBound...])) else { return nil }
        return .filter(path: path.dropFirst(2).split(separator: ".").map(String.init), value: value)
    }

    private static func literal(_ text: Substring) -> JSONValue? {
        if let string = unquoted(text) { return .string(string) }
        if text == "true" || text == "false" { return .bool(text == "true") }
        return Int64(text).map { .int($0) }
    }

    private static func unquoted(_ text: Substring) -> String? {
        guard text.count >= 2, let quote = text.first, quote == "\"" || quote == "'", text.last == quote else {
            return nil
        }
        return String(text.dropFirst().dropLast())
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }
}
