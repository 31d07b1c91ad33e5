/// The text of a table's cell: on one line, and of a known width.
///
/// Most cells are ASCII, of which characters need not be told apart; in long tables that is most of the work.
struct CellText: Sendable, Hashable {
    let text: String
    /// The columns of a terminal that it takes.
    let width: Int

    /// What is empty stands as `-`, and line breaks, with the spaces after them, as one space.
    init(_ cell: String?) {
        let line = Self.line(cell ?? "")
        text = line.isEmpty ? "-" : line
        width = Self.isPlain(text) ? text.utf8.count : text.count
    }

    private static func line(_ cell: String) -> String {
        guard !isPlain(cell), cell.contains(where: \.isNewline) else { return cell }
        return cell.split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " } }.joined(separator: " ")
    }

    /// Whether each byte is a character that takes a column.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { 0x20..<0x7F ~= $0 }
    }
}
