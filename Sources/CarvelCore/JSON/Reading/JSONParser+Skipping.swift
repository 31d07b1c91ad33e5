// Skipping checks no more than `JSONSelection` says, eight bytes at a time.

extension JSONParser {
    /// Passes the value that is next, without reading it.
    mutating func skipValue(_ text: Span<UInt8>) throws(JSONError) {
        guard position < text.count else { throw unexpected("a value", text) }
        switch text[position] {
        case UInt8(ascii: "{"), UInt8(ascii: "["): try skipBrackets(text)
        case UInt8(ascii: "\""): try skipString(text)
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "-"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            while position < text.count, Self.isInScalar(text[position]) { position &+= 1 }
            if position == text.count { ranOut = true }
        default: throw unexpected("a value", text)
        }
    }

    private static func isInScalar(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
            UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    private mutating func skipString(_ text: Span<UInt8>) throws(JSONError) {
        position &+= 1
        while true {
            position = plainTextEnd(text, from: position)
            guard position < text.count else { throw unexpected("the end of a string", text) }
            switch text[position] {
            case UInt8(ascii: "\""):
                position &+= 1
                return
            case UInt8(ascii: "\\"):
                position = min(position &+ 2, text.count)
            default: position &+= 1
            }
        }
    }

    private mutating func skipBrackets(_ text: Span<UInt8>) throws(JSONError) {
        var open = OpenBrackets()
        /// All top bits while the text is inside a string, else none.
        var inside: UInt64 = 0
        while position < text.count {
            var word = ByteWord(text, upToEightFrom: position)
            var length = 8
            let backslashes = word.mask(of: UInt8(ascii: "\\"))
            if backslashes != 0 {
                length = ByteWord.firstIndex(backslashes)
                word = word.prefix(length)
            }
            let inString = ByteWord.oddParity(word.mask(of: UInt8(ascii: "\""))) ^ inside
            var brackets = word.brackets & ~inString
            while brackets != 0 {
                let index = position &+ ByteWord.firstIndex(brackets)
                guard open.take(text[index]) else {
                    position = index
                    throw unexpected(open.expectation, text)
                }
                if open.count == 0 {
                    position = index &+ 1
                    return
                }
                if open.count &+ depth > Self.deepest {
                    position = index
                    throw tooDeep()
                }
                brackets &= brackets &- 1
            }
            inside = ByteWord.spread(lastOf: inString)
            position &+= length
            if backslashes != 0 {
                guard inside != 0 else { throw unexpected(open.expectation, text) }
                // The backslash, and what it escapes.
                position &+= 2
            }
        }
        position = text.count
        throw unexpected(inside == 0 ? open.expectation : "the end of a string", text)
    }
}

/// The brackets that are still open, a bit for each: 1 for braces.
private struct OpenBrackets {
    private(set) var count = 0
    /// The kinds of the latest, the last in the lowest bit: of `count % 64`, or of 64.
    private var latest: UInt64 = 0
    private var earlier: [UInt64] = []

    /// Opens or closes; `false` for what is no bracket, or of another kind than the last.
    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        // '{' and '}' have this bit, '[' and ']' don't.
        let kind = UInt64(byte &>> 5) & 1
        switch byte & 0b110 {
        case 0b010:
            if count & 63 == 0, count > 0 { earlier.append(latest) }
            latest = latest &<< 1 | kind
            count &+= 1
            return true
        case 0b100 where latest & 1 == kind:
            latest &>>= 1
            count &-= 1
            if count & 63 == 0, let last = earlier.popLast() { latest = last }
            return true
        default: return false
        }
    }

    /// What may follow.
    var expectation: String { latest & 1 == 1 ? "',' or '}' after a member" : "',' or ']' after an element" }
}
