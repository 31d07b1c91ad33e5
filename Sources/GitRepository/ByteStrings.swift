/// Many short byte strings in one piece of memory.
struct ByteStrings: Sendable {
    private var bytes: [UInt8] = []
    /// Where in `bytes` each ends.
    private var ends: [UInt32] = []

    var count: Int { ends.count }

    mutating func append(_ string: some Collection<UInt8>) {
        bytes += string
        ends.append(UInt32(bytes.count))
    }

    /// Looks at one of them.
    func read<Result>(_ index: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let start = index == 0 ? 0 : Int(ends[index - 1])
        return bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[start..<Int(ends[index])])) }
    }

    /// Gives back the room that was made for more.
    mutating func shrink() {
        bytes = bytes.withUnsafeBufferPointer(Array.init)
        ends = ends.withUnsafeBufferPointer(Array.init)
    }
}
