/// A table that is printed while its rows still come: columns are as wide as what has come so far asks for, and never
/// get narrower, as kubectl has it.
public struct StreamedTable: ~Copyable {
    private var rows: [[CellText]] = []
    private var layout: TableLayout
    private var hasWritten = false
    private let isShownEmpty: Bool
    private let write: (String) -> Void

    /// So many rows are laid out together.
    private static let batch = 500

    /// - Parameters:
    ///   - header: the titles, in capitals; it is not printed before there is a row.
    ///   - isShownEmpty: whether it is printed at the end where there is no row.
    ///   - width: the columns of the terminal that it has to fit; `nil` for a line a row, however long.
    ///   - write: takes the lines.
    public init(
        _ header: [String],
        isShownEmpty: Bool = false,
        width: Int? = nil,
        write: @escaping (String) -> Void
    ) {
        self.isShownEmpty = isShownEmpty
        self.write = write
        layout = TableLayout(width: width)
        rows.append(header.map { CellText($0) })
    }

    /// Adds a row; what is empty stands as `-`, and line breaks as spaces.
    public mutating func add(_ cells: [String?]) {
        add([cells.map { CellText($0) }])
    }

    /// Adds rows.
    mutating func add(_ more: [[CellText]]) {
        rows += more
        if rows.count >= Self.batch { flush() }
    }

    /// Prints what is not printed yet.
    public mutating func end() {
        // A header alone says nothing.
        if !hasWritten, rows.count < 2, !isShownEmpty { return }
        flush()
    }

    private mutating func flush() {
        guard !rows.isEmpty else { return }
        hasWritten = true
        write(layout.text(rows))
        rows.removeAll(keepingCapacity: true)
    }
}
