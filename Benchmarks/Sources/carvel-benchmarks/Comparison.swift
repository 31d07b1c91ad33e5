/// One figure of ours beside another program's, and how they are to relate.
struct Comparison {
    var title: String
    var ours: Double
    var reference: Double
    var unit: Unit
    /// The most that ours may be of the other.
    var atMost: Double

    enum Unit {
        case seconds, bytes

        func text(_ value: Double) -> String {
            switch self {
            case .seconds: "\((value * 1e5).rounded() / 100) ms"
            case .bytes: "\((value / 1024 / 1024 * 10).rounded() / 10) MiB"
            }
        }
    }

    init(_ title: String, ours: Double, reference: Double, unit: Unit = .seconds, atMost: Double) {
        self.title = title
        self.ours = ours
        self.reference = reference
        self.unit = unit
        self.atMost = atMost
    }

    var ratio: Double { ours / reference }
    var holds: Bool { ratio <= atMost }
}

/// The comparisons as a table.
struct Report {
    let comparisons: [Comparison]

    init(_ comparisons: [Comparison]) {
        self.comparisons = comparisons
    }

    var text: String {
        let rows =
            [["COMPARISON", "OURS", "OTHER", "RATIO", "AT MOST", "HOLDS"]]
            + comparisons.map { comparison in
                [
                    comparison.title, comparison.unit.text(comparison.ours),
                    comparison.unit.text(comparison.reference), "\((comparison.ratio * 100).rounded() / 100)",
                    "\(comparison.atMost)", comparison.holds ? "yes" : "NO",
                ]
            }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "   ")
        }.joined(separator: "\n")
    }
}
