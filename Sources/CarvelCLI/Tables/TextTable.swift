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

    /// The table, a line a row, however long.
    public var text: String { text(width: nil) }

    /// The table.
    ///
    /// - Parameter width: the columns of the terminal that it has to fit; `nil` for a line a row.
    public func text(width: Int?) -> String {
        var layout = TableLayout(width: width)
        return layout.text(rows)
    }
}
