/// A command's discussion, taken apart into the sections of a man page.
///
/// Examples begin with a line such as `EXAMPLES:`, and go on for as long as lines are indented. The exit status begins
/// with `EXIT STATUS:`, lists codes with their meanings, separated by commas, and ends with its sentence.
struct Discussion {
    /// Lines that belong together.
    enum Block {
        case prose([String])
        /// Kept as it is, line by line.
        case literal([String])
    }

    private(set) var description: [Block] = []
    /// What the examples' heading says of them.
    private(set) var examplesIntroduction: String?
    private(set) var examples: [String] = []
    private(set) var exitStatus: [ExitCode] = []

    init(_ text: String) throws {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)[...]
        var rest: [String] = []
        while let line = lines.popFirst() {
            if line.hasPrefix("EXAMPLE"), line.hasSuffix(":") {
                examplesIntroduction = Self.introduction(line)
                examples = Self.takeIndented(from: &lines)
                // What follows the examples is a paragraph of its own.
                rest.append("")
            } else if line.hasPrefix(Self.exitStatusHeading) {
                exitStatus = try Self.exitCodes(Self.takeSentence(line, from: &lines))
            } else {
                rest.append(line)
            }
        }
        description = Self.blocks(rest)
    }

    // MARK: Examples

    /// Of `EXAMPLE, from nothing to something:` the words after the comma, as a sentence.
    private static func introduction(_ heading: String) -> String? {
        guard let comma = heading.firstIndex(of: ",") else { return nil }
        return heading[heading.index(after: comma)...].drop { $0 == " " }.sentenceCased
    }

    private static func takeIndented(from lines: inout ArraySlice<String>) -> [String] {
        let end = lines.firstIndex { !$0.isEmpty && !$0.hasPrefix(" ") } ?? lines.endIndex
        let taken = withoutBlankEnds(lines[..<end])
        lines = lines[end...]
        return withoutIndentation(taken)
    }

    // MARK: Exit status

    private static let exitStatusHeading = "EXIT STATUS:"

    private static func takeSentence(_ first: String, from lines: inout ArraySlice<String>) -> String {
        var sentence = [first]
        while sentence.last?.hasSuffix(".") == false, let next = lines.first, !next.isEmpty {
            sentence.append(next)
            lines.removeFirst()
        }
        return sentence.joined(separator: " ")
    }

    private static func exitCodes(_ sentence: String) throws -> [ExitCode] {
        let list = sentence.dropFirst(exitStatusHeading.count).drop { $0 == " " }
        let starts = list.matches(of: #/(?:^|, )([0-9]+) /#)
        let ends = starts.dropFirst().map(\.range.lowerBound) + [list.endIndex]
        let codes = zip(starts, ends).compactMap { start, end in
            Int(start.output.1).map { code in
                let meaning = list[start.range.upperBound..<end]
                return ExitCode(code, meaning: (meaning.hasSuffix(".") ? meaning : meaning + ".").sentenceCased)
            }
        }
        guard starts.first?.range.lowerBound == list.startIndex else {
            throw ArtifactError(
                "\"\(sentence)\" does not begin with a code; expected the form \"EXIT STATUS: 0 done, 1 not done.\""
            )
        }
        return codes
    }

    // MARK: Description

    /// Paragraphs, which blank lines separate, and indented lines, which are no prose.
    private static func blocks(_ lines: [String]) -> [Block] {
        var blocks: [Block] = []
        var lines = lines[...]
        while let first = lines.first {
            let isIndented = first.hasPrefix(" ")
            let block = Array(lines.prefix { !$0.isEmpty && $0.hasPrefix(" ") == isIndented })
            lines = lines.dropFirst(max(1, block.count))
            guard !block.isEmpty else { continue }
            blocks.append(isIndented ? .literal(withoutIndentation(block)) : .prose(block))
        }
        return blocks
    }

    private static func withoutBlankEnds(_ lines: ArraySlice<String>) -> [String] {
        guard let first = lines.firstIndex(where: { !$0.isEmpty }), let last = lines.lastIndex(where: { !$0.isEmpty })
        else { return [] }
        return Array(lines[first...last])
    }

    private static func withoutIndentation(_ lines: [String]) -> [String] {
        let depth = lines.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        return lines.map { String($0.dropFirst(depth)) }
    }
}

extension StringProtocol {
    /// The text with a capital at its start.
    fileprivate var sentenceCased: String {
        prefix(1).uppercased() + dropFirst()
    }
}
