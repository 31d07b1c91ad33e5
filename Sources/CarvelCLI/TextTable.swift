/// Columns of text as kubectl prints them: left-aligned, three spaces apart, nothing after the last.
public struct TextTable: Sendable {
    private var rows: [[String]]

    /// - Parameter header: the titles, in capitals.
    public init(_ header: [String]) {
        rows = [header]
    }

    /// Adds a row; what is empty stands as `-`, and line breaks as spaces.
    public mutating func add(_ cells: [String?]) {
        rows.append(cells.map(Self.line))
    }

    /// The table, a line a row.
    public var text: String {
        var widths: [Int] = []
        Self.widen(&widths, for: rows)
        return Self.lines(rows, widths).joined(separator: "\n")
    }

    /// A cell on one line.
    static func line(_ cell: String?) -> String {
        guard let cell, !cell.isEmpty else { return "-" }
        guard cell.contains(where: \.isNewline) else { return cell }
        let words = cell.split(whereSeparator: \.isNewline).map { $0.drop(while: { $0 == " " }) }
        let line = words.joined(separator: " ")
        return line.isEmpty ? "-" : line
    }

    /// Makes columns as wide as their longest cell.
    static func widen(_ widths: inout [Int], for rows: [[String]]) {
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], cell.count)
            }
        }
    }

    /// A line for each row.
    static func lines(_ rows: [[String]], _ widths: [Int]) -> [String] {
        rows.map { row in
            row.enumerated().map { index, cell in
                index == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[index] - cell.count + 3)
            }.joined()
        }
    }
}
