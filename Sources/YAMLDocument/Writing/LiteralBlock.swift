/// A string of several lines as a `|` block.
struct LiteralBlock {
    /// What stands where the value begins, such as `|-`.
    let header: String
    /// Whether the newline after the last line is no part of the text (`-`).
    let dropsLastNewline: Bool
    /// Whether the empty lines at the end are part of the text (`+`).
    let keepsEmptyLines: Bool
    /// The lines below, without indentation.
    let lines: [String]

    /// - Parameters:
    ///   - text: The string.
    ///   - indentation: How many columns the lines will stand in from their parent, 1 to 9.
    /// - Returns: `nil` where a block cannot hold the text, or only in a way that is hard to see.
    init?(_ text: String, indentation: Int = 2) {
        let scalars = text.unicodeScalars
        guard scalars.allSatisfy({ ScalarText.isPrintable($0) || $0 == "\n" || $0 == "\t" }) else { return nil }
        var lines = scalars.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        // A line of spaces alone is lost by the next editor that trims lines.
        let isBlank = { (line: String) in line.utf8.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") } }
        guard lines.allSatisfy({ $0.isEmpty || !isBlank($0) }) else { return nil }
        guard let first = lines.first(where: { !$0.isEmpty }), first.utf8.first != UInt8(ascii: "\t") else {
            return nil
        }

        dropsLastNewline = !text.hasSuffix("\n")
        if !dropsLastNewline { lines.removeLast() }
        keepsEmptyLines = lines.last == ""
        let chomping = dropsLastNewline ? "-" : keepsEmptyLines ? "+" : ""
        let startsWithSpace = first.utf8.first == UInt8(ascii: " ")
        guard !startsWithSpace || (1...9).contains(indentation) else { return nil }
        header = "|" + (startsWithSpace ? String(indentation) : "") + chomping
        self.lines = lines
    }

    /// The lines below the header, each indented by so many spaces and ended by a newline; empty lines stay empty.
    func body(indent: Int, newline: String = "\n") -> String {
        let margin = String(repeating: " ", count: indent)
        return lines.map { $0.isEmpty ? newline : margin + $0 + newline }.joined()
    }
}
