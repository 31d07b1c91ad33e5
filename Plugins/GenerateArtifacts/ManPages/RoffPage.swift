/// A manual page as it grows, in the macros of man(7) that all of roff's descendants know.
struct RoffPage {
    private var lines: [String]

    /// No date and no version: a page changes only with its command.
    init(name: String, manual: String) {
        lines = [
            #".\" \#(ArtifactFolder.mark) from the command's own help."#,
            ".TH \(RoffText(name).source) 1 \"\" \"\(RoffText(manual).source)\" \"User Commands\"",
            // Names and options are not to be hyphenated or pulled apart.
            ".nh",
            ".ad l",
        ]
    }

    /// The page's text.
    var source: String {
        lines.map { $0 + "\n" }.joined()
    }

    mutating func section(_ title: String) {
        lines.append(".SH \"\(RoffText(title).source)\"")
    }

    mutating func subsection(_ title: String) {
        lines.append(".SS \"\(RoffText(title).source)\"")
    }

    /// A line of a paragraph.
    mutating func text(_ text: RoffText) {
        lines.append(text.line)
    }

    mutating func paragraphBreak() {
        lines.append(".PP")
    }

    /// A term, with what it means below it.
    mutating func item(_ term: RoffText, _ meaning: [RoffText]) {
        lines.append(".TP")
        lines.append(term.line)
        lines += meaning.map(\.line)
    }

    /// Lines that stay as they are, a little to the right.
    mutating func literal(_ text: [String]) {
        lines += [".RS 4", ".nf"]
        // An empty line is a request for no good reason; an empty text is just that.
        lines += text.map { $0.isEmpty ? #"\&"# : RoffText($0).line }
        lines += [".fi", ".RE"]
    }
}
