/// A line of a file, as far as it is known.
struct SourceLine: Sendable, Hashable {
    let file: String
    /// Counted from 1.
    let number: Int
    /// What the line says. It may hold a secret.
    let text: String
    /// The file and the line, as `params.yaml:2`.
    var location: String { "\(file):\(number)" }
}

/// The lines of one file.
struct SourceLines {
    let file: String
    private let lines: [String]

    init(file: String, text: String) {
        self.file = file
        lines = text.split(ascii: "\n")
    }

    /// The line of that number, counted from 1; without text if there is none.
    subscript(number: Int) -> SourceLine {
        let isThere = lines.indices.contains(number - 1)
        return SourceLine(file: file, number: number, text: isThere ? lines[number - 1] : "")
    }

    /// The number of the last line not after that one which begins a document, or `nil` if the document there is the
    /// first and begins without `---`.
    func documentStart(before number: Int) -> Int? {
        lines.prefix(number).lastIndex { line in
            guard line.hasPrefix("---") else { return false }
            let next = line.utf8.dropFirst(3).first
            return next == nil || next == UInt8(ascii: " ") || next == UInt8(ascii: "\t") || next == UInt8(ascii: "\r")
        }.map { $0 + 1 }
    }
}
