/// Columns of text as kubectl prints them: left-aligned, three spaces apart, nothing after the last.
public struct TextTable: Sendable {
    private var rows: [[CellText]]

    /// - Parameter header: the titles, in capitals.
    public init(_ header: [String]) {
        rows = [header.map { CellText($0) }]
    }

    /// Adds a row; what is empty stands as `-`, and line breaks as spaces.
    public mutating func add(_ cells: [String?]) {
        rows.append(cells.map { CellText($0) })
    }

    /// The table, a line a row.
    public var text: String {
        var widths: [Int] = []
        Self.widen(&widths, for: rows)
        return Self.text(rows, widths)
    }

    /// Makes columns as wide as their longest cell.
    static func widen(_ widths: inout [Int], for rows: [[CellText]]) {
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], cell.width)
            }
        }
    }

    /// A line for each row.
    static func text(_ rows: [[CellText]], _ widths: [Int]) -> String {
        var text = ""
        for (number, row) in rows.enumerated() {
            if number > 0 { text += "\n" }
            for (column, cell) in row.enumerated() {
                text += cell.text
                guard column < row.count - 1 else { continue }
                for _ in 0..<widths[column] - cell.width + 3 { text += " " }
            }
        }
        return text
    }
}
