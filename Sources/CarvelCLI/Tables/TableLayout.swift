/// How wide the columns of a table are: as wide as what has come so far asks for, and never narrower than before. Where
/// that is more than the terminal has, the widest columns give way, and their cells go over several lines.
struct TableLayout {
    private var widths: [Int] = []
    private let width: Int?

    /// A column that gives way keeps so much.
    private static let narrowest = 12
    private static let gap = 3
    private static let narrowGap = 2

    /// - Parameter width: the columns of the terminal; `nil` where lines can be of any length.
    init(width: Int?) {
        self.width = width
    }

    /// The text of some rows, without a line break at its end.
    mutating func text(_ rows: [[CellText]]) -> String {
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], cell.width)
            }
        }
        guard let width, widths.reduce(0, +) + Self.gap * (widths.count - 1) > width,
            let fitted = fitted(to: width - Self.narrowGap * (widths.count - 1))
        else { return lines(rows) }
        return rows.flatMap { Self.wrapped($0, fitted) }.joined(separator: "\n")
    }

    /// A line for each row.
    private func lines(_ rows: [[CellText]]) -> String {
        // Bytes, since a large delivery has a hundred thousand rows.
        var text: [UInt8] = []
        for (number, row) in rows.enumerated() {
            if number > 0 { text.append(UInt8(ascii: "\n")) }
            for (column, cell) in row.enumerated() {
                text += cell.text.utf8
                guard column < row.count - 1 else { continue }
                text += repeatElement(UInt8(ascii: " "), count: widths[column] - cell.width + Self.gap)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The widths with which the table fits; `nil` where it can't.
    private func fitted(to width: Int) -> [Int]? {
        func capped(_ cap: Int) -> [Int] { widths.map { min($0, cap) } }
        guard capped(Self.narrowest).reduce(0, +) <= width else { return nil }
        var cap = Self.narrowest
        while cap < width, capped(cap + 1).reduce(0, +) <= width { cap += 1 }
        var fitted = capped(cap)
        // What is left over from sharing evenly goes to the last of those that gave way.
        if let last = fitted.indices.last(where: { fitted[$0] < widths[$0] }) {
            fitted[last] += width - fitted.reduce(0, +)
        }
        return fitted
    }

    /// The lines of a row whose cells may take several.
    private static func wrapped(_ row: [CellText], _ widths: [Int]) -> [String] {
        let cells = row.enumerated().map { column, cell in
            cell.width <= widths[column] ? [cell.text] : WrappedText(cell.text, width: widths[column]).lines
        }
        return (0..<(cells.map(\.count).max() ?? 0)).map { number in
            var line = ""
            for (column, lines) in cells.enumerated() where number < lines.count {
                let place = widths[..<column].reduce(0) { $0 + $1 + narrowGap }
                line += String(repeating: " ", count: place - DisplayWidth.of(line)) + lines[number]
            }
            return line
        }
    }
}
