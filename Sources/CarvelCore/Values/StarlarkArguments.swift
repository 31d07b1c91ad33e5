import OrderedCollections
import YAMLDocument

/// The arguments of one of ytt's annotations, such as `min=1, max=10`.
///
/// Annotations are written in Starlark. Literals are all that is read of it: functions and names are not.
struct StarlarkArguments {
    /// The arguments without a name, in order.
    private(set) var positional: [JSONValue] = []
    /// The arguments with a name.
    private(set) var named: [(name: String, value: JSONValue)] = []

    /// Reads the arguments; `nil` if they are anything but literals.
    init?(_ text: String) {
        var parser = StarlarkLiteralParser(text)
        while !parser.isAtEnd {
            let name = parser.takeArgumentName()
            guard let value = parser.takeValue() else { return nil }
            if let name { named.append((name, value)) } else { positional.append(value) }
            guard parser.take(",") || parser.isAtEnd else { return nil }
        }
    }
}

/// Reads literals: numbers, strings, True, False, None, lists, tuples and dictionaries.
private struct StarlarkLiteralParser {
    private var rest: Substring.UnicodeScalarView

    init(_ text: String) {
        rest = text[...].unicodeScalars
    }

    /// Whether only blanks are left.
    var isAtEnd: Bool {
        mutating get {
            skipBlanks()
            return rest.isEmpty
        }
    }

    /// Takes a character that is next after blanks.
    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }

    /// Takes `name=`; nothing if that is not what comes next.
    mutating func takeArgumentName() -> String? {
        let start = rest
        let name = takeWord()
        guard !name.isEmpty, take("="), rest.first != "=" else {
            rest = start
            return nil
        }
        return name
    }

    mutating func takeValue() -> JSONValue? {
        skipBlanks()
        guard let first = rest.first else { return nil }
        switch first {
        case "\"", "'": return takeString().map(JSONValue.string)
        case "[": return takeItems(open: "[", close: "]")
        case "(": return takeItems(open: "(", close: ")")
        case "{": return takeDictionary()
        case "0"..."9", "-", "+", ".": return takeNumber()
        default: return takeConstant()
        }
    }

    private mutating func takeConstant() -> JSONValue? {
        switch takeWord() {
        case "True": .bool(true)
        case "False": .bool(false)
        case "None": .null
        default: nil
        }
    }

    private mutating func takeNumber() -> JSONValue? {
        let text = String(rest.prefix { $0.properties.isAlphabetic || "0123456789+-.".unicodeScalars.contains($0) })
        rest = rest.dropFirst(text.unicodeScalars.count)
        if let number = Int64(text) { return .int(number) }
        return Double(text).map(JSONValue.double)
    }

    private mutating func takeString() -> String? {
        let quote = rest.removeFirst()
        var text = ""
        while let scalar = rest.popFirst() {
            if scalar == quote { return text }
            if scalar == "\n" { return nil }
            guard scalar == "\\" else {
                text.unicodeScalars.append(scalar)
                continue
            }
            switch rest.popFirst() {
            case "n": text += "\n"
            case "t": text += "\t"
            case "r": text += "\r"
            case let escaped? where escaped == "\\" || escaped == "\"" || escaped == "'":
                text.unicodeScalars.append(escaped)
            default: return nil
            }
        }
        return nil
    }

    private mutating func takeItems(open: Unicode.Scalar, close: Unicode.Scalar) -> JSONValue? {
        guard take(open) else { return nil }
        var items: [JSONValue] = []
        while !take(close) {
            guard let item = takeValue() else { return nil }
            items.append(item)
            if take(",") { continue }
            // A value alone in parentheses is that value; the comma is what makes a tuple.
            if take(close) { return open == "(" && items.count == 1 ? item : .array(items) }
            return nil
        }
        return .array(items)
    }

    private mutating func takeDictionary() -> JSONValue? {
        guard take("{") else { return nil }
        var members = JSONObject()
        while !take("}") {
            guard case .string(let key)? = takeValue(), take(":"), let value = takeValue() else { return nil }
            members[key] = value
            if take(",") { continue }
            return take("}") ? .object(members) : nil
        }
        return .object(members)
    }

    private mutating func takeWord() -> String {
        skipBlanks()
        let word = rest.prefix { $0.properties.isAlphabetic || $0 == "_" || ("0"..."9").contains($0) }
        rest = rest.dropFirst(word.count)
        return String(word)
    }

    private mutating func skipBlanks() {
        rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "\r" }
    }
}
