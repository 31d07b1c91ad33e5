import OrderedCollections
import YAMLDocument

/// A recursive-descent parser over bytes that are all there.
struct JSONParser {
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0
    /// Far deeper than any object of an API, and shallow enough for the stack of every thread.
    private static let deepest = 1_000

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func document() throws(JSONError) -> JSONValue {
        skipSpace()
        let result = try value()
        skipSpace()
        guard position == bytes.count else { throw unexpected("the end of the text") }
        return result
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        guard position < bytes.count else { throw unexpected("a value") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try nested(Self.object)
        case UInt8(ascii: "["): return try nested(Self.array)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw unexpected("a value")
        }
    }

    private mutating func nested(
        _ parse: (inout Self) throws(JSONError) -> JSONValue
    ) throws(JSONError) -> JSONValue {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else {
            throw JSONError(offset: position, message: "nested deeper than \(Self.deepest) levels")
        }
        return try parse(&self)
    }

    private static func object(_ parser: inout Self) throws(JSONError) -> JSONValue {
        var members = JSONObject()
        parser.position += 1
        parser.skipSpace()
        if parser.take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            parser.skipSpace()
            guard parser.peek == UInt8(ascii: "\"") else { throw parser.unexpected("a member name in quotes") }
            let name = try parser.string()
            parser.skipSpace()
            guard parser.take(UInt8(ascii: ":")) else { throw parser.unexpected("':' after a member name") }
            parser.skipSpace()
            members[name] = try parser.value()
            parser.skipSpace()
            if parser.take(UInt8(ascii: ",")) { continue }
            if parser.take(UInt8(ascii: "}")) { return .object(members) }
            throw parser.unexpected("',' or '}' after a member")
        }
    }

    private static func array(_ parser: inout Self) throws(JSONError) -> JSONValue {
        var elements: [JSONValue] = []
        parser.position += 1
        parser.skipSpace()
        if parser.take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            parser.skipSpace()
            elements.append(try parser.value())
            parser.skipSpace()
            if parser.take(UInt8(ascii: ",")) { continue }
            if parser.take(UInt8(ascii: "]")) { return .array(elements) }
            throw parser.unexpected("',' or ']' after an element")
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let expected = Array("\(word)".utf8)
        guard bytes[position...].starts(with: expected) else { throw unexpected("'\(word)'") }
        position += expected.count
        return value
    }
}

// MARK: Numbers

extension JSONParser {
    private mutating func number() throws(JSONError) -> JSONValue {
        let start = position
        var isWhole = true
        _ = take(UInt8(ascii: "-"))
        if take(UInt8(ascii: "0")) {
            if let next = peek, Self.isDigit(next) { throw unexpected("no digit after a leading zero") }
        } else {
            try digits()
        }
        if take(UInt8(ascii: ".")) {
            isWhole = false
            try digits()
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            isWhole = false
            position += 1
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole {
            if let value = Int64(text) { return .int(value) }
            if let value = UInt64(text) { return .uint(value) }
        }
        guard let value = Double(text), value.isFinite else {
            throw JSONError(offset: start, message: "the number \(text) is too large")
        }
        return .double(value)
    }

    private mutating func digits() throws(JSONError) {
        let start = position
        while let byte = peek, Self.isDigit(byte) { position += 1 }
        if position == start { throw unexpected("a digit") }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}

// MARK: Strings

extension JSONParser {
    private mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        // Most strings hold no escape, and are decoded in one go.
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                let text = try decoded(bytes[start..<position], at: start)
                position += 1
                return text
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            if byte < 0x20 { throw unexpected("no control character inside a string") }
            position += 1
        }
        throw unexpected("the end of a string")
    }

    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var text = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return try decoded(text[...], at: start)
            case UInt8(ascii: "\\"): try appendEscape(to: &text)
            case 0..<0x20:
                position -= 1
                throw unexpected("no control character inside a string")
            default: text.append(byte)
            }
        }
        throw unexpected("the end of a string")
    }

    private mutating func appendEscape(to text: inout [UInt8]) throws(JSONError) {
        guard let byte = peek else { throw unexpected("an escape") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            text.append(contentsOf: Array(String(Character(try unicodeEscape())).utf8))
        default:
            position -= 1
            throw unexpected("an escape")
        }
    }

    /// A lone surrogate becomes U+FFFD, as in Go's decoder, which the API server uses.
    private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        let first = try hexadecimal()
        guard first & 0xFC00 == 0xD800 else { return Unicode.Scalar(first) ?? replacement }
        guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { return replacement }
        let resume = position
        position += 2
        let second = try hexadecimal()
        guard second & 0xFC00 == 0xDC00 else {
            position = resume
            return replacement
        }
        return Unicode.Scalar(0x10000 + ((first & 0x3FF) << 10) + (second & 0x3FF)) ?? replacement
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw unexpected("four hexadecimal digits") }
        var value: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw unexpected("four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
        }
        position += 4
        return value
    }

    private func decoded(_ slice: ArraySlice<UInt8>, at offset: Int) throws(JSONError) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw JSONError(offset: offset, message: "a string that is not UTF-8")
        }
        return text
    }
}

// MARK: Steps

extension JSONParser {
    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private func unexpected(_ expected: String) -> JSONError {
        let found =
            peek.map { 0x20..<0x7F ~= $0 ? "'\(Character(Unicode.Scalar($0)))'" : "byte \($0)" }
            ?? "the end of the text"
        return JSONError(offset: position, message: "found \(found), expected \(expected)")
    }
}
