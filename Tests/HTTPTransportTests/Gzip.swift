import CZlib

/// What a server does that packs.
enum Gzip {
    static let head: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]

    static func member(of content: [UInt8]) -> [UInt8] { head + blocks(of: content) + end(of: content) }

    static func blocks(of content: [UInt8]) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: czlib_bound(content.count))
        output.removeSubrange(czlib_deflate(content, content.count, 1, &output, output.count)...)
        return output
    }

    static func end(of content: [UInt8]) -> [UInt8] {
        let checksum = czlib_checksum(0, content, content.count)
        return [0x03, 0x00]
            + [checksum, UInt32(content.count)].flatMap { number in
                (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
            }
    }

    /// Bytes that resemble each other, as those of a list do.
    static func sample(count: Int) -> [UInt8] {
        var generator = Generator()
        return (0..<count).map { $0 % 200 < 150 ? UInt8($0 % 200) : UInt8(truncatingIfNeeded: generator.next() % 16) }
    }

    /// Bytes of which nothing can be saved.
    static func noise(count: Int) -> [UInt8] {
        var generator = Generator()
        return (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next() >> 24) }
    }

    /// The same numbers each time (Marsaglia, "Xorshift RNGs").
    private struct Generator {
        private var state: UInt64 = 88_172_645_463_325_252

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }
}
