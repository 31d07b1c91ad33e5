/// Turns the C library's positions, which count Unicode scalars after a byte order mark, into byte offsets of the text.
struct ByteOffsets {
    /// The bytes of the byte order mark, if there is one: the parser never sees them.
    let skipped: Int
    /// The offset of every scalar and of the end; `nil` where each scalar is one byte.
    private let offsets: [Int]?

    init(text: String) {
        let skipped = text.unicodeScalars.first == "\u{FEFF}" ? 3 : 0
        self.skipped = skipped
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else {
            offsets = nil
            return
        }
        var offset = 0
        var offsets: [Int] = []
        for scalar in text.unicodeScalars.dropFirst(skipped == 0 ? 0 : 1) {
            offsets.append(skipped + offset)
            offset += UTF8.width(scalar)
        }
        offsets.append(skipped + offset)
        self.offsets = offsets
    }

    func offset(ofScalar index: Int) -> Int {
        guard let offsets else { return index }
        return offsets[min(index, offsets.count - 1)]
    }
}
