import YAMLDocument

extension JSONParser {
    mutating func number(_ text: Span<UInt8>) throws(JSONError) -> JSONValue {
        let start = position
        // More digits may come.
        defer { if position == text.count { ranOut = true } }
        var isWhole = true
        let isNegative = take(UInt8(ascii: "-"), text)
        if take(UInt8(ascii: "0"), text) {
            if position < text.count, Self.isDigit(text[position]) {
                throw unexpected("no digit after a leading zero", text)
            }
        } else if let value = try wholeNumber(text) {
            return .int(isNegative ? -value : value)
        }
        if take(UInt8(ascii: "."), text) {
            isWhole = false
            try digits(text)
        }
        if take(UInt8(ascii: "e"), text) || take(UInt8(ascii: "E"), text) {
            isWhole = false
            if !take(UInt8(ascii: "+"), text) { _ = take(UInt8(ascii: "-"), text) }
            try digits(text)
        }
        var number = ""
        for index in start..<position { number.unicodeScalars.append(Unicode.Scalar(text[index])) }
        if isWhole {
            if let value = Int64(number) { return .int(value) }
            if let value = UInt64(number) { return .uint(value) }
        }
        guard let value = Double(number), value.isFinite else {
            throw JSONError(offset: start, message: "the number \(number) is too large")
        }
        return .double(value)
    }

    /// Passes digits; returns what they stand for if they surely fit, and neither a fraction nor an exponent follows.
    private mutating func wholeNumber(_ text: Span<UInt8>) throws(JSONError) -> Int64? {
        let start = position
        var value: Int64 = 0
        while position < text.count, Self.isDigit(text[position]) {
            // May overflow from the 19th digit on, and is not used then.
            value = value &* 10 &+ Int64(text[position] &- UInt8(ascii: "0"))
            position &+= 1
        }
        if position == start { throw unexpected("a digit", text) }
        guard position - start <= 18 else { return nil }
        guard position < text.count else { return value }
        switch text[position] {
        case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): return nil
        default: return value
        }
    }

    private mutating func digits(_ text: Span<UInt8>) throws(JSONError) {
        let start = position
        while position < text.count, Self.isDigit(text[position]) { position &+= 1 }
        if position == start { throw unexpected("a digit", text) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}
