/// A tag of YAML's own, and its short form for messages.
enum CoreTag: String {
    case null = "!!null"
    case bool = "!!bool"
    case int = "!!int"
    case float = "!!float"
    case string = "!!str"
    case timestamp = "!!timestamp"
    case binary = "!!binary"
    case merge = "!!merge"

    init?(full tag: String) {
        let prefix = "tag:yaml.org,2002:"
        guard tag.hasPrefix(prefix) else { return nil }
        self.init(rawValue: "!!" + tag.dropFirst(prefix.count))
    }
}

/// Gives a scalar its type as go-yaml v2 does, the YAML reader of Kubernetes.
enum ScalarResolver {
    /// A scalar whose text is not of the type that its tag asks for.
    struct Mismatch: Error {
        let message: String
    }

    /// The value of a scalar that has a tag of its own.
    static func value(of text: String, tag: String) throws(Mismatch) -> JSONValue {
        // A tag of somebody else's making leaves the text as it is, as `!!str` does.
        guard let wanted = CoreTag(full: tag), wanted != .string, wanted != .merge else { return .string(text) }
        if wanted == .binary {
            guard let bytes = Base64.decoded(text) else {
                throw Mismatch(message: "!!binary value contains invalid base64 data")
            }
            return .string(String(decoding: bytes, as: UTF8.self))
        }
        if wanted == .timestamp, isTimestamp(text) { return .string(text) }
        let (found, value) = value(of: text)
        if found == wanted { return value }
        if wanted == .float, case .int(let number) = value { return .double(Double(number)) }
        throw Mismatch(message: "cannot decode \(found.rawValue) as a \(wanted.rawValue)")
    }

    /// The type and the value that plain text has by itself.
    static func value(of text: String) -> (tag: CoreTag, value: JSONValue) {
        if let word = word(text) { return word }
        guard let first = text.utf8.first else { return (.null, .null) }
        switch first {
        case UInt8(ascii: "."):
            if let number = NumberText.double(text) { return (.float, .double(number)) }
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"):
            if let number = number(text) { return number }
        default:
            break
        }
        return (.string, .string(text))
    }

    private static func word(_ text: String) -> (tag: CoreTag, value: JSONValue)? {
        switch text {
        case "", "~", "null", "Null", "NULL": (.null, .null)
        case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": (.bool, .bool(true))
        case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": (.bool, .bool(false))
        case ".nan", ".NaN", ".NAN": (.float, .double(.nan))
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": (.float, .double(.infinity))
        case "-.inf", "-.Inf", "-.INF": (.float, .double(-.infinity))
        case "<<": (.merge, .string(text))
        default: nil
        }
    }

    private static func number(_ text: String) -> (tag: CoreTag, value: JSONValue)? {
        let digits = text.filter { $0 != "_" }
        let integer = NumberText.integer(digits)
        switch integer {
        case .int(let number): return (.int, .int(number))
        case .uint(let number): return (.int, .uint(number))
        case .tooLarge, nil: break
        }
        if let number = NumberText.double(digits) { return (.float, .double(number)) }
        if case .tooLarge(let number) = integer { return (.int, .double(number)) }
        return nil
    }

    /// Whether the text begins with a date, alone or with a time after it.
    private static func isTimestamp(_ text: String) -> Bool {
        let day = text.prefix { $0 != "T" && $0 != "t" && $0 != " " }
        let parts = day.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4 else { return false }
        return parts.allSatisfy { part in
            (1...4).contains(part.utf8.count) && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
    }
}
