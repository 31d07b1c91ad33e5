/// Eight bytes of a text at once. Masks have the top bit of each byte that is meant.
struct ByteWord {
    let bits: UInt64

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    @inline(__always)
    init(bits: UInt64) {
        self.bits = bits
    }

    /// The bytes from `position` on, the first in the lowest place; there must be eight.
    @inline(__always)
    init(_ text: Span<UInt8>, at position: Int) {
        // One check for all eight, which become one load.
        precondition(position >= 0 && position <= text.count &- 8)
        let low =
            UInt64(text[position]) | UInt64(text[position &+ 1]) &<< 8 | UInt64(text[position &+ 2]) &<< 16
            | UInt64(text[position &+ 3]) &<< 24
        let high =
            UInt64(text[position &+ 4]) | UInt64(text[position &+ 5]) &<< 8 | UInt64(text[position &+ 6]) &<< 16
            | UInt64(text[position &+ 7]) &<< 24
        bits = low | high &<< 32
    }

    /// The bytes from `position` on, and zeros for those that the text lacks.
    @inline(__always)
    init(_ text: Span<UInt8>, upToEightFrom position: Int) {
        if position <= text.count &- 8 {
            self.init(text, at: position)
        } else {
            var bits: UInt64 = 0
            for index in (position..<text.count).reversed() { bits = bits &<< 8 | UInt64(text[index]) }
            self.init(bits: bits)
        }
    }

    /// The bytes that equal `byte`.
    @inline(__always)
    func mask(of byte: UInt8) -> UInt64 {
        Self.zeros(bits ^ (Self.ones &* UInt64(byte)))
    }

    /// The bytes that are zero; exact, since no carry leaves a byte.
    @inline(__always)
    private static func zeros(_ word: UInt64) -> UInt64 {
        ~(((word & ~tops) &+ ~tops) | word) & tops
    }

    /// The first byte that ends a run of plain characters in a string: a quote, a backslash or a control character.
    @inline(__always)
    var endsOfPlainText: UInt64 {
        let quotes = bits ^ (Self.ones &* UInt64(UInt8(ascii: "\"")))
        let backslashes = bits ^ (Self.ones &* UInt64(UInt8(ascii: "\\")))
        // Quicker than `zeros`, and wrong only above a byte that is right.
        let found =
            ((quotes &- Self.ones) & ~quotes) | ((backslashes &- Self.ones) & ~backslashes)
            | ((bits &- Self.ones &* 0x20) & ~bits)
        return found & Self.tops
    }

    /// The brackets of both kinds; of what may stand outside strings, nothing else.
    @inline(__always)
    var brackets: UInt64 {
        // The four differ in these three bits alone.
        Self.zeros((bits | Self.ones &* 0x26) ^ (Self.ones &* 0x7F))
    }

    /// The bytes before the one of that index, and zeros in the place of the others.
    @inline(__always)
    func prefix(_ count: Int) -> ByteWord {
        ByteWord(bits: bits & ((1 &<< UInt64(truncatingIfNeeded: count &* 8)) &- 1))
    }

    /// The first bytes, and zeros in the place of those beyond a count, which may be more than there are.
    @inline(__always)
    func prefix(of count: Int) -> ByteWord { count < 8 ? prefix(count) : self }

    /// Of a mask of quotes, the bytes that have an odd number of them up to and including their own.
    @inline(__always)
    static func oddParity(_ quotes: UInt64) -> UInt64 {
        ((quotes &>> 7) &* ones) &<< 7 & tops
    }

    /// All bytes if the mask has the last, else none.
    @inline(__always)
    static func spread(lastOf mask: UInt64) -> UInt64 {
        (0 &- (mask &>> 63)) & tops
    }

    /// The index of the first byte of a mask that is not empty.
    @inline(__always)
    static func firstIndex(_ mask: UInt64) -> Int {
        mask.trailingZeroBitCount &>> 3
    }
}
