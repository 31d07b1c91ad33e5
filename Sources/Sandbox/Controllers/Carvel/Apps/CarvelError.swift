/// How the programs of Carvel write an error.
enum CarvelError {
    /// Breaks a chain of causes into lines, each cause one step further in. A cause begins with a capital letter, and
    /// is more than one word.
    static func lines(_ message: String) -> String {
        var lines: [String] = []
        for piece in message.split(separator: ": ", omittingEmptySubsequences: false) {
            let isCause = piece.first?.isUppercase == true && piece.contains(" ")
            if let last = lines.indices.last, !isCause {
                lines[last] += ": " + piece
            } else {
                lines.append(String(piece))
            }
        }
        return lines.enumerated().map { String(repeating: "  ", count: $0.offset) + $0.element }
            .joined(separator: ":\n")
    }
}
