/// A text in lines of at most so many columns. It breaks at spaces, in long words after `/`, `-`, `.` and the like, and
/// elsewhere only where nothing else helps.
struct WrappedText {
    /// At least one.
    private(set) var lines: [String] = []
    private let width: Int
    private var line = ""
    private var lineWidth = 0

    /// - Parameter width: the columns of a line, at least one.
    init(_ text: String, width: Int) {
        self.width = width
        for piece in Self.pieces(text) { add(piece) }
        endLine()
    }

    private mutating func add(_ piece: Substring) {
        let pieceWidth = DisplayWidth.of(Self.withoutTrailingSpaces(piece))
        if lineWidth + pieceWidth > width, !line.isEmpty { endLine() }
        guard pieceWidth > width else {
            append(piece)
            return
        }
        for character in piece {
            let letter = String(character)
            if lineWidth + DisplayWidth.of(letter) > width, !line.isEmpty { endLine() }
            append(letter)
        }
    }

    private mutating func append(_ text: some StringProtocol) {
        line += text
        lineWidth += DisplayWidth.of(text)
    }

    private mutating func endLine() {
        lines.append(String(Self.withoutTrailingSpaces(line[...])))
        line = ""
        lineWidth = 0
    }

    /// A text without the spaces at its end.
    static func withoutTrailingSpaces(_ text: Substring) -> Substring {
        guard let last = text.lastIndex(where: { $0 != " " }) else { return text.prefix(0) }
        return text[...last]
    }

    private static let separators = Set(" /-.:,@_=+")

    /// The parts between which a line may be broken, each with what it ends with.
    private static func pieces(_ text: String) -> [Substring] {
        var pieces: [Substring] = []
        var start = text.startIndex
        for index in text.indices where separators.contains(text[index]) {
            let next = text.index(after: index)
            // Several in a row stay together, and so do the numbers of a version or of a line in a file.
            guard next < text.endIndex, !separators.contains(text[next]),
                text[index] == " " || !text[next].isNumber
            else { continue }
            pieces.append(text[start..<next])
            start = next
        }
        pieces.append(text[start...])
        return pieces
    }
}
