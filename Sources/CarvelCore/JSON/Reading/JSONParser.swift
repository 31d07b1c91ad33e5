import OrderedCollections
import YAMLDocument

/// A recursive-descent parser. It keeps its place in a text that is given to each step, and always the same one: a span
/// may not be stored.
struct JSONParser {
    /// Bytes before the place that was reached.
    var position = 0
    /// The brackets that are open.
    var depth = 0
    /// Whether the text ended where more was expected or possible: if the rest is still to come, the result counts for
    /// nothing.
    var ranOut = false
    let selection: JSONSelection
    var names = JSONNameCache()
    /// Far deeper than any object of an API, and shallow enough for the stack of every thread.
    static let deepest = 1_000

    init(reading selection: JSONSelection) {
        self.selection = selection
    }

    /// Goes on at another place, of this text or another one.
    mutating func begin(at position: Int, depth: Int) {
        self.position = position
        self.depth = depth
        ranOut = false
    }

    /// The value that is next.
    ///
    /// - Parameter rule: the index of the selection's rule of what is read.
    mutating func value(_ text: Span<UInt8>, _ rule: Int) throws(JSONError) -> JSONValue {
        guard position < text.count else { throw unexpected("a value", text) }
        switch text[position] {
        case UInt8(ascii: "\""): return .string(try string(text))
        case UInt8(ascii: "{"):
            try enter()
            defer { depth &-= 1 }
            return .object(try members(text, rule))
        case UInt8(ascii: "["):
            try enter()
            defer { depth &-= 1 }
            return .array(try elements(text, rule))
        case UInt8(ascii: "t"): return try word("true", .bool(true), text)
        case UInt8(ascii: "f"): return try word("false", .bool(false), text)
        case UInt8(ascii: "n"): return try word("null", .null, text)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number(text)
        default: throw unexpected("a value", text)
        }
    }

    mutating func enter() throws(JSONError) {
        guard depth < Self.deepest else { throw tooDeep() }
        depth &+= 1
        position &+= 1
    }

    func tooDeep() -> JSONError {
        JSONError(offset: position, message: "nested deeper than \(Self.deepest) levels")
    }

    private mutating func elements(_ text: Span<UInt8>, _ rule: Int) throws(JSONError) -> [JSONValue] {
        var elements: [JSONValue] = []
        guard opensElements(text) else { return elements }
        repeat {
            skipSpace(text)
            elements.append(try value(text, rule))
        } while try goesOnWithElements(text)
        return elements
    }

    /// Whether an element comes after the opening bracket.
    @inline(__always)
    mutating func opensElements(_ text: Span<UInt8>) -> Bool {
        skipSpace(text)
        return !take(UInt8(ascii: "]"), text)
    }

    /// Whether another element comes after one.
    @inline(__always)
    mutating func goesOnWithElements(_ text: Span<UInt8>) throws(JSONError) -> Bool {
        skipSpace(text)
        if take(UInt8(ascii: ","), text) { return true }
        if take(UInt8(ascii: "]"), text) { return false }
        throw unexpected("',' or ']' after an element", text)
    }

    private mutating func word(
        _ word: String,
        _ value: JSONValue,
        _ text: Span<UInt8>
    ) throws(JSONError) -> JSONValue {
        var index = position
        for byte in word.utf8 {
            if index == text.count { ranOut = true }
            guard index < text.count, text[index] == byte else { throw unexpected("'\(word)'", text) }
            index &+= 1
        }
        position = index
        return value
    }
}

// MARK: Steps

extension JSONParser {
    @inline(__always)
    mutating func take(_ byte: UInt8, _ text: Span<UInt8>) -> Bool {
        guard position < text.count, text[position] == byte else { return false }
        position &+= 1
        return true
    }

    @inline(__always)
    mutating func skipSpace(_ text: Span<UInt8>) {
        while position < text.count, text[position] <= 0x20, Self.isSpace(text[position]) { position &+= 1 }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    @inline(never)
    mutating func unexpected(_ expected: String, _ text: Span<UInt8>) -> JSONError {
        var found = "the end of the text"
        if position < text.count {
            let byte = text[position]
            found = 0x20..<0x7F ~= byte ? "'\(Character(Unicode.Scalar(byte)))'" : "byte \(byte)"
        } else {
            ranOut = true
        }
        return JSONError(offset: position, message: "found \(found), expected \(expected)")
    }
}
