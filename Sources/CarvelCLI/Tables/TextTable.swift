/// Columns of text as kubectl prints them: left-aligned, three spaces apart, nothing after the last.
public struct TextTable: Sendable {
    private let header: [String]
    private var rows: [[String?]] = []
    /// Makes more rows, after `rows`; those of a large report are not kept.
    private let makeRows: @Sendable ((_ row: [String?]) -> Void) -> Void

    /// - Parameter header: the titles, in capitals.
    public init(_ header: [String]) {
        self.header = header
        makeRows = { _ in }
    }

    /// A table whose rows are made when they are printed.
    ///
    /// - Parameters:
    ///   - header: the titles, in capitals.
    ///   - items: what has a row each.
    ///   - row: makes the row of an item, as `add` takes it.
    public init<Items: Sequence & Sendable>(
        _ header: [String],
        rows items: Items,
        _ row: @escaping @Sendable (Items.Element) -> [String?]
    ) {
        self.header = header
        makeRows = { take in
            for item in items { take(row(item)) }
        }
    }

    /// Adds a row; what is empty stands as `-`, and line breaks as spaces.
    public mutating func add(_ cells: [String?]) {
        rows.append(cells)
    }

    /// The table, a line a row, however long.
    public var text: String { text(width: nil) }

    /// The table.
    ///
    /// - Parameter width: the columns of the terminal that it has to fit; `nil` for a line a row.
    public func text(width: Int?) -> String {
        var layout = TableLayout(width: width)
        var cells = [header.map { CellText($0) }]
        forEachRow { cells.append($0.map { CellText($0) }) }
        return layout.text(cells)
    }

    /// Prints the table; a long one in pieces, as `StreamedTable` does.
    ///
    /// - Parameters:
    ///   - width: the columns of the terminal that it has to fit; `nil` for a line a row.
    ///   - write: takes the lines.
    func write(width: Int?, to write: @escaping (String) -> Void) {
        var table = StreamedTable(header, isShownEmpty: true, width: width, write: write)
        forEachRow { table.add($0) }
        table.end()
    }

    private func forEachRow(_ take: (_ row: [String?]) -> Void) {
        rows.forEach(take)
        makeRows(take)
    }
}
