/// Columns of text as kubectl prints them: left-aligned, three spaces apart, nothing after the last.
public struct TextTable: Sendable {
    private var rows: [[String]]

    /// - Parameter header: the titles, in capitals.
    public init(_ header: [String]) {
        rows = [header]
    }

    /// Adds a row; what is empty stands as `-`, and line breaks as spaces.
    public mutating func add(_ cells: [String?]) {
        rows.append(
            cells.map { cell in
                let words = (cell ?? "").split(whereSeparator: \.isNewline).map { $0.drop(while: { $0 == " " }) }
                let line = words.joined(separator: " ")
                return line.isEmpty ? "-" : line
            }
        )
    }

    /// The table, a line a row.
    public var text: String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            row.enumerated().map { index, cell in
                index == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[index] - cell.count + 3)
            }.joined()
        }.joined(separator: "\n")
    }
}
