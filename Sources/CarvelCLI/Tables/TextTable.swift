import Dispatch
import Synchronization

/// Columns of text as kubectl prints them: left-aligned, three spaces apart, nothing after the last.
public struct TextTable: Sendable {
    private let header: [String]
    private var rows: [[String?]] = []
    /// What has a row each, after `rows`; those of a large report are not kept.
    private let items: Items?

    private struct Items: Sendable {
        let count: Int
        let cells: @Sendable (Range<Int>) -> [[CellText]]
    }

    /// - Parameter header: the titles, in capitals.
    public init(_ header: [String]) {
        self.header = header
        items = nil
    }

    /// A table whose rows are made when they are printed.
    ///
    /// - Parameters:
    ///   - header: the titles, in capitals.
    ///   - items: what has a row each.
    ///   - row: makes the row of an item, as `add` takes it; many at a time.
    public init<Source: RandomAccessCollection & Sendable>(
        _ header: [String],
        rows items: Source,
        _ row: @escaping @Sendable (Source.Element) -> [String?]
    ) where Source.Index == Int {
        self.header = header
        let first = items.startIndex
        self.items = Items(count: items.count) { places in
            places.map { row(items[first + $0]).map { CellText($0) } }
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
        forEachPiece { cells += $0 }
        return layout.text(cells)
    }

    /// Prints the table; a long one in pieces, as `StreamedTable` does.
    ///
    /// - Parameters:
    ///   - width: the columns of the terminal that it has to fit; `nil` for a line a row.
    ///   - write: takes the lines.
    func write(width: Int?, to write: @escaping (String) -> Void) {
        var table = StreamedTable(header, isShownEmpty: true, width: width, write: write)
        forEachPiece { table.add($0) }
        table.end()
    }

    /// So many rows are made by one processor at a time, and so many times as many before they are taken.
    private static let (piece, wave) = (500, 8)

    /// Makes the rows on all processors, and hands them over in their order.
    private func forEachPiece(_ take: (_ rows: [[CellText]]) -> Void) {
        take(rows.map { $0.map { CellText($0) } })
        guard let items else { return }
        for start in stride(from: 0, to: items.count, by: Self.piece * Self.wave) {
            let starts = Array(
                stride(from: start, to: min(start + Self.piece * Self.wave, items.count), by: Self.piece)
            )
            let pieces = Mutex([[[CellText]]](repeating: [], count: starts.count))
            DispatchQueue.concurrentPerform(iterations: starts.count) { number in
                let cells = items.cells(starts[number]..<min(starts[number] + Self.piece, items.count))
                pieces.withLock { $0[number] = cells }
            }
            for piece in pieces.withLock(\.self) { take(piece) }
        }
    }
}
