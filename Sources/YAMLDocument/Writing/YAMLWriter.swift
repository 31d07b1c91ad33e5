import OrderedCollections

/// Writes values as YAML the way kubectl does: in block style, two spaces a level, lists at the column of their key.
///
/// Strings that any reader of YAML 1.1 or 1.2 could take for something else are quoted.
public enum YAMLWriter {
    /// One document, without a marker before it, ended by a newline.
    public static func string(_ value: JSONValue) -> String {
        var text = ""
        write(value, indent: 0, to: &text)
        return text
    }

    /// Several documents with a `---` line between one and the next.
    public static func string(documents: [JSONValue]) -> String {
        documents.map(string).joined(separator: "---\n")
    }

    /// The number, truth value, null or one-line string as it is written after a key.
    static func scalar(_ value: JSONValue, inFlow: Bool = false) -> String? {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .uint(let number): String(number)
        case .double(let number): double(number)
        case .string(let text): ScalarText.oneLine(text, inFlow: inFlow)
        case .array, .object: nil
        }
    }

    /// The members of an object, each on lines of its own that begin at the indentation.
    static func members(_ members: JSONObject, indent: Int) -> String {
        var text = ""
        for (key, value) in members {
            text += margin(indent)
            write(key: key, value, indent: indent, to: &text)
        }
        return text
    }

    /// The elements of a list, each on lines of its own that begin with a dash at the indentation.
    static func elements(_ values: [JSONValue], indent: Int) -> String {
        var text = ""
        for value in values {
            text += margin(indent) + "- "
            if value.isNonEmptyCollection {
                write(value, indent: indent + 2, to: &text)
            } else {
                writeLeaf(value, parent: indent, to: &text)
            }
        }
        return text
    }

    // MARK: Values

    /// Writes a value whose first line's margin is already there, up to its last newline.
    private static func write(_ value: JSONValue, indent: Int, to text: inout String) {
        switch value {
        case .object(let members) where !members.isEmpty:
            text += Self.members(members, indent: indent).dropFirst(indent)
        case .array(let values) where !values.isEmpty:
            text += elements(values, indent: indent).dropFirst(indent)
        default:
            writeLeaf(value, parent: indent, to: &text)
        }
    }

    private static func write(key: String, _ value: JSONValue, indent: Int, to text: inout String) {
        let name = ScalarText.oneLine(key)
        // A key of over 1024 characters must be announced.
        text += name.unicodeScalars.count > 1000 ? "? \(name)\n\(margin(indent)):" : "\(name):"
        switch value {
        case .object(let members) where !members.isEmpty:
            text += "\n" + Self.members(members, indent: indent + 2)
        case .array(let values) where !values.isEmpty:
            text += "\n" + elements(values, indent: indent)
        default:
            text += " "
            writeLeaf(value, parent: indent, to: &text)
        }
    }

    /// Writes a value that holds no other; a block goes two columns in from its parent.
    private static func writeLeaf(_ value: JSONValue, parent: Int, to text: inout String) {
        switch value {
        case .array: text += "[]\n"
        case .object: text += "{}\n"
        case .string(let string) where string.unicodeScalars.contains("\n"):
            if let block = LiteralBlock(string) {
                text += block.header + "\n" + block.body(indent: parent + 2)
            } else {
                text += ScalarText.doubleQuoted(string) + "\n"
            }
        default: text += (scalar(value) ?? "null") + "\n"
        }
    }

    private static func double(_ number: Double) -> String {
        if number.isNaN { return ".nan" }
        if number.isInfinite { return number < 0 ? "-.inf" : ".inf" }
        let text = number.description
        // Readers of YAML 1.1 want a point in a number that has an exponent.
        guard let exponent = text.firstIndex(of: "e"), !text.contains(".") else { return text }
        return text[..<exponent] + ".0" + text[exponent...]
    }

    private static func margin(_ indent: Int) -> String {
        String(repeating: " ", count: indent)
    }
}

extension JSONValue {
    /// Whether it needs lines of its own.
    fileprivate var isNonEmptyCollection: Bool {
        switch self {
        case .array(let values): !values.isEmpty
        case .object(let members): !members.isEmpty
        default: false
        }
    }
}
