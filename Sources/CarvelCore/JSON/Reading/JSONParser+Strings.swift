extension JSONParser {
    /// The string whose opening quote is next.
    mutating func string(_ text: Span<UInt8>) throws(JSONError) -> String {
        let start = position + 1
        position = plainTextEnd(text, from: start)
        guard position < text.count else { throw unexpected("the end of a string", text) }
        switch text[position] {
        case UInt8(ascii: "\""):
            let string = try decoded(text.extracting(start..<position), at: start)
            position &+= 1
            return string
        case UInt8(ascii: "\\"): return try escapedString(text, from: start)
        default: throw unexpected("no control character inside a string", text)
        }
    }

    /// The first place from `start` on of a quote, a backslash or a control character, or the end of the text.
    @inline(__always)
    func plainTextEnd(_ text: Span<UInt8>, from start: Int) -> Int {
        var end = start
        while end <= text.count - 8 {
            let found = ByteWord(text, at: end).endsOfPlainText
            if found != 0 { return end &+ ByteWord.firstIndex(found) }
            end &+= 8
        }
        while end < text.count {
            let byte = text[end]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return end }
            end &+= 1
        }
        return end
    }

    /// Goes on at the first escape of a string.
    private mutating func escapedString(_ text: Span<UInt8>, from start: Int) throws(JSONError) -> String {
        var bytes: [UInt8] = []
        var plainStart = start
        while true {
            for index in plainStart..<position { bytes.append(text[index]) }
            guard position < text.count else { throw unexpected("the end of a string", text) }
            switch text[position] {
            case UInt8(ascii: "\""):
                let string = try decoded(bytes.span, at: start)
                position &+= 1
                return string
            case UInt8(ascii: "\\"):
                position &+= 1
                try appendEscape(to: &bytes, text)
            default: throw unexpected("no control character inside a string", text)
            }
            plainStart = position
            position = plainTextEnd(text, from: plainStart)
        }
    }

    private mutating func appendEscape(to bytes: inout [UInt8], _ text: Span<UInt8>) throws(JSONError) {
        guard position < text.count else { throw unexpected("an escape", text) }
        switch text[position] {
        case UInt8(ascii: "\""): bytes.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): bytes.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "/"): bytes.append(UInt8(ascii: "/"))
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "u"):
            position &+= 1
            bytes.append(contentsOf: UTF8.encode(try unicodeEscape(text)) ?? UTF8.encodedReplacementCharacter)
            return
        default: throw unexpected("an escape", text)
        }
        position &+= 1
    }

    /// A lone surrogate becomes U+FFFD, as in Go's decoder, which the API server uses.
    private mutating func unicodeEscape(_ text: Span<UInt8>) throws(JSONError) -> Unicode.Scalar {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        let first = try hexadecimal(text)
        guard first & 0xFC00 == 0xD800 else { return Unicode.Scalar(first) ?? replacement }
        guard position + 1 < text.count, text[position] == UInt8(ascii: "\\"), text[position + 1] == UInt8(ascii: "u")
        else { return replacement }
        let resume = position
        position += 2
        let second = try hexadecimal(text)
        guard second & 0xFC00 == 0xDC00 else {
            position = resume
            return replacement
        }
        return Unicode.Scalar(0x10000 + ((first & 0x3FF) << 10) + (second & 0x3FF)) ?? replacement
    }

    private mutating func hexadecimal(_ text: Span<UInt8>) throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for index in position..<position + 4 {
            guard index < text.count else {
                ranOut = true
                throw unexpected("four hexadecimal digits", text)
            }
            guard let digit = Self.hexadecimalDigit(text[index]) else {
                throw unexpected("four hexadecimal digits", text)
            }
            value = value << 4 | digit
        }
        position += 4
        return value
    }

    private static func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    private func decoded(_ bytes: Span<UInt8>, at offset: Int) throws(JSONError) -> String {
        do {
            return String(copying: try UTF8Span(validating: bytes))
        } catch {
            throw JSONError(offset: offset, message: "a string that is not UTF-8")
        }
    }
}
