/// The member names that were read, for the objects of a list have the same ones over and over: a name that is found
/// again costs neither memory nor a check that it is UTF-8.
struct JSONNameCache {
    private var names: [String] = []

    /// Swift keeps strings up to this length without memory of their own.
    private static let inlineCapacity = 15
    /// Longer names are data rather than vocabulary.
    private static let longest = 64
    private static let size = 256

    /// Whether a name of that many bytes is worth looking for.
    @inline(__always)
    static func takes(length: Int) -> Bool {
        length > inlineCapacity && length <= longest
    }

    /// Where a name's place is, whether it is there or not.
    @inline(__always)
    static func slot(_ name: Span<UInt8>) -> Int {
        let ends = ByteWord(name, at: 0).bits ^ (ByteWord(name, at: name.count &- 8).bits &* 31)
        return Int(truncatingIfNeeded: (ends &* 0x9E37_79B9_7F4A_7C15) &>> 56)
    }

    /// The name of these bytes if it is in its place.
    @inline(__always)
    func name(_ bytes: Span<UInt8>, in slot: Int) -> String? {
        guard slot < names.count else { return nil }
        let name = names[slot]
        let known = name.utf8Span.span
        guard known.count == bytes.count else { return nil }
        var index = 0
        while index <= bytes.count &- 8 {
            if ByteWord(known, at: index).bits != ByteWord(bytes, at: index).bits { return nil }
            index &+= 8
        }
        let last = bytes.count &- 8
        return ByteWord(known, at: last).bits == ByteWord(bytes, at: last).bits ? name : nil
    }

    mutating func note(_ name: String, in slot: Int) {
        if names.isEmpty { names = [String](repeating: "", count: Self.size) }
        names[slot] = name
    }
}
