/// The text of a table's cell: on one line, of a known width, and without what could drive the terminal.
///
/// Most cells are ASCII, of which characters need not be told apart; in long tables that is most of the work.
struct CellText: Sendable, Hashable {
    let text: String
    /// The columns of a terminal that it takes.
    let width: Int

    /// What is empty stands as `-`, and line breaks, with the spaces around them, as one space; a line that only
    /// underlines the one above is left out.
    init(_ cell: String?) {
        let cell = cell ?? ""
        guard !Self.isPlain(cell) else {
            text = cell.isEmpty ? "-" : cell
            width = text.utf8.count
            return
        }
        let line = Self.line(cell)
        text = line.isEmpty ? "-" : line
        width = DisplayWidth.of(text)
    }

    private static func line(_ cell: String) -> String {
        guard cell.unicodeScalars.contains(where: isControl) else { return cell }
        let words = cell.split(whereSeparator: \.isNewline).map(trimmed)
            .filter { !$0.isEmpty && !isUnderline($0) }
        var line = ""
        for scalar in words.joined(separator: " ").unicodeScalars {
            line.unicodeScalars.append(scalar == "\t" ? " " : isControl(scalar) ? "\u{FFFD}" : scalar)
        }
        return line
    }

    private static func trimmed(_ line: Substring) -> Substring {
        var line = line.drop { $0 == " " }
        while line.last == " " { line.removeLast() }
        return line
    }

    private static func isUnderline(_ line: Substring) -> Bool {
        line.count > 3 && (line.allSatisfy { $0 == "=" } || line.allSatisfy { $0 == "-" })
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    /// Whether each byte is a character that takes a column.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { 0x20..<0x7F ~= $0 }
    }
}
