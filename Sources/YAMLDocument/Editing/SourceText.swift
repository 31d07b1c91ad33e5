/// The bytes of a YAML text, seen as lines.
struct SourceText {
    private(set) var bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    var string: String { String(decoding: bytes, as: UTF8.self) }

    /// How the text ends its lines, as its first line does.
    var newline: String {
        guard let end = bytes.firstIndex(of: Self.lineFeed), end > 0 else { return "\n" }
        return bytes[end - 1] == Self.carriageReturn ? "\r\n" : "\n"
    }

    var endsWithNewline: Bool { bytes.last == Self.lineFeed }

    /// Where the line of an offset begins.
    func lineStart(_ offset: Int) -> Int {
        bytes[..<offset].lastIndex(of: Self.lineFeed).map { $0 + 1 } ?? 0
    }

    /// Where the line after that of an offset begins, or the text ends.
    func nextLine(_ offset: Int) -> Int {
        bytes[offset...].firstIndex(of: Self.lineFeed).map { $0 + 1 } ?? bytes.count
    }

    /// Whether only spaces stand before an offset in its line.
    func beginsLine(_ offset: Int) -> Bool {
        bytes[lineStart(offset)..<offset].allSatisfy { $0 == Self.space }
    }

    /// Whether nothing but spaces and a comment stands between an offset and the end of its line.
    func endsLine(_ offset: Int) -> Bool {
        let rest = bytes[offset..<nextLine(offset)].drop { Self.isBlank($0) }
        return rest.isEmpty || (rest.first == UInt8(ascii: "#") && rest.startIndex > offset)
    }

    /// Whether a range holds only spaces and line breaks.
    func isBlank(_ range: Range<Int>) -> Bool {
        bytes[range].allSatisfy(Self.isBlank)
    }

    /// The end of a range without the spaces and line breaks that it ends with.
    func trimmedEnd(_ range: Range<Int>) -> Int {
        bytes[range].lastIndex { !Self.isBlank($0) }.map { $0 + 1 } ?? range.lowerBound
    }

    /// How many spaces the first line with anything on it begins with, in a range that begins with a line.
    func indentation(in range: Range<Int>) -> Int? {
        var start = range.lowerBound
        while start < range.upperBound {
            let next = nextLine(start)
            if !isBlank(start..<next) { return bytes[start..<next].prefix { $0 == Self.space }.count }
            start = next
        }
        return nil
    }

    mutating func replace(_ range: Range<Int>, with text: String) {
        bytes.replaceSubrange(range, with: Array(text.utf8))
    }

    /// Puts whole lines, each ended by the given newline, where a line begins or the text ends. A text that ends without
    /// a newline goes on ending without one.
    mutating func insertLines(_ lines: String, at offset: Int, newline: String) {
        guard offset == bytes.count, !endsWithNewline, !bytes.isEmpty else {
            return replace(offset..<offset, with: lines)
        }
        replace(
            offset..<offset,
            with: newline + String(decoding: lines.utf8.dropLast(newline.utf8.count), as: UTF8.self)
        )
    }

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let space = UInt8(ascii: " ")

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == space || byte == lineFeed || byte == carriageReturn || byte == UInt8(ascii: "\t")
    }
}
