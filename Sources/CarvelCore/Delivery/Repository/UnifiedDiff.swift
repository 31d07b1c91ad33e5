/// The difference of a file, in the form that `git diff` and `diff -u` print, and `git apply` takes.
struct UnifiedDiff {
    let path: String
    /// The text before; `nil` for a new file.
    let old: String?
    /// The text after; `nil` for a file that goes.
    let new: String?

    /// How many lines around a change are shown.
    private static let context = 3

    /// The difference; empty where there is none.
    var text: String {
        let lines = self.lines
        let hunks = Self.hunks(lines)
        guard !hunks.isEmpty else { return "" }
        var text = "--- \(old == nil ? "/dev/null" : "a/" + path)\n+++ \(new == nil ? "/dev/null" : "b/" + path)\n"
        for hunk in hunks { text += Self.text(of: lines[hunk], before: lines[..<hunk.lowerBound]) }
        return text
    }

    /// A line, with its line break where it has one.
    private struct Line {
        enum Mark: String {
            case kept = " "
            case removed = "-"
            case added = "+"
        }

        var mark: Mark
        var content: String
    }

    /// All lines of both texts, in the order in which they are printed.
    private var lines: [Line] {
        let before = Self.split(old ?? "")
        let after = Self.split(new ?? "")
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in after.difference(from: before) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var lines: [Line] = []
        var (left, right) = (0, 0)
        while left < before.count || right < after.count {
            if removed.contains(left) {
                lines.append(Line(mark: .removed, content: before[left]))
                left += 1
            } else if added.contains(right) {
                lines.append(Line(mark: .added, content: after[right]))
                right += 1
            } else {
                lines.append(Line(mark: .kept, content: before[left]))
                left += 1
                right += 1
            }
        }
        return lines
    }

    /// The ranges to print: changes with the lines around them.
    private static func hunks(_ lines: [Line]) -> [Range<Int>] {
        var hunks: [Range<Int>] = []
        for index in lines.indices where lines[index].mark != .kept {
            let around = max(0, index - context)..<min(lines.count, index + context + 1)
            if let last = hunks.last, last.upperBound >= around.lowerBound {
                hunks[hunks.count - 1] = last.lowerBound..<around.upperBound
            } else {
                hunks.append(around)
            }
        }
        return hunks
    }

    private static func text(of hunk: ArraySlice<Line>, before: ArraySlice<Line>) -> String {
        func range(without mark: Line.Mark) -> String {
            let count = hunk.count { $0.mark != mark }
            let first = before.count { $0.mark != mark } + (count == 0 ? 0 : 1)
            return count == 1 ? "\(first)" : "\(first),\(count)"
        }
        var text = "@@ -\(range(without: .added)) +\(range(without: .removed)) @@\n"
        for line in hunk {
            text += line.mark.rawValue + line.content
            if line.content.utf8.last != UInt8(ascii: "\n") { text += "\n\\ No newline at end of file\n" }
        }
        return text
    }

    private static func split(_ text: String) -> [String] {
        // By bytes, since a carriage return and a line feed are one character to Swift.
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
            String(Substring($0)) + "\n"
        }
        let last = String((lines.popLast() ?? "").dropLast())
        return last.isEmpty ? lines : lines + [last]
    }
}
