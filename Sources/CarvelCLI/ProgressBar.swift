/// A bar at the bottom of a terminal that shows how much is done. Elsewhere there is none.
struct ProgressBar: Sendable {
    /// How many columns it takes at most, so that no terminal breaks the line.
    private static let width = 78
    private static let cells = 20

    private let isShown: Bool
    private var isThere = false

    /// - Parameter isShown: by default whether talk goes to a terminal that can do it.
    init(isShown: Bool = Console.standard.canDraw) {
        self.isShown = isShown
    }

    /// Shows the bar in place of the one before.
    mutating func show(_ done: Int, of total: Int, _ word: String, _ current: String?) {
        guard isShown else { return }
        Console.standard.draw("\r\u{1B}[K" + Self.text(done, of: total, word, current))
        isThere = true
    }

    /// Takes the bar away, so that lines can be written.
    mutating func clear() {
        guard isThere else { return }
        Console.standard.draw("\r\u{1B}[K")
        isThere = false
    }

    /// The bar in one line.
    static func text(_ done: Int, of total: Int, _ word: String, _ current: String?) -> String {
        let filled = total > 0 ? cells * min(done, total) / total : 0
        let bar = String(repeating: "=", count: filled) + String(repeating: " ", count: cells - filled)
        let text = "[\(bar)] \(done)/\(total) \(word)" + (current.map { "  \($0)" } ?? "")
        return text.count > width ? text.prefix(width - 1) + "…" : text
    }
}
