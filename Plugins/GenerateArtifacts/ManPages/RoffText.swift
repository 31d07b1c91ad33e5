/// Text in roff's notation. Plain text becomes roff only here, so nothing gets onto a page unescaped.
struct RoffText {
    private(set) var source: String

    private init(source: String) {
        self.source = source
    }

    init(_ text: some StringProtocol) {
        source = Self.escape(text)
    }

    static func bold(_ text: some StringProtocol) -> RoffText {
        RoffText(source: #"\fB"# + escape(text) + #"\fR"#)
    }

    static func italic(_ text: some StringProtocol) -> RoffText {
        RoffText(source: #"\fI"# + escape(text) + #"\fR"#)
    }

    /// A sentence, with the options that it names in bold.
    static func prose(_ line: String) -> RoffText {
        var text = RoffText("")
        var position = line.startIndex
        for match in line.matches(of: #/(?:^|[ (])(--?[A-Za-z][A-Za-z0-9-]*)/#) {
            let option = match.output.1
            text += RoffText(line[position..<option.startIndex]) + .bold(option)
            position = option.endIndex
        }
        return text + RoffText(line[position...])
    }

    /// A page of the manual, as pages refer to it.
    static func page(_ name: String, section: Int = 1) -> RoffText {
        bold(name) + RoffText("(\(section))")
    }

    /// A space at which no line breaks.
    static let hardSpace = RoffText(source: #"\ "#)

    static func + (left: RoffText, right: RoffText) -> RoffText {
        RoffText(source: left.source + right.source)
    }

    static func += (left: inout RoffText, right: RoffText) {
        left.source += right.source
    }

    /// The source as a line of text: a dot or a quote at its start would make it a request.
    var line: String {
        source.hasPrefix(".") || source.hasPrefix("'") ? #"\&"# + source : source
    }

    /// What has a meaning in roff, or would not come out as the ASCII character that users have to type.
    private static func escape(_ text: some StringProtocol) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "\\": #"\(rs"#
            case "-": #"\-"#
            case "'": #"\(aq"#
            case "\"": #"\(dq"#
            case "`": #"\(ga"#
            case "^": #"\(ha"#
            case "~": #"\(ti"#
            case "…": "..."
            case _ where scalar.isASCII: String(scalar)
            default: #"\[u"# + hexadecimal(scalar) + "]"
            }
        }.joined()
    }

    /// At least four digits, as roff wants them.
    private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

extension Sequence where Element == RoffText {
    func joined(by separator: RoffText) -> RoffText {
        var joined: RoffText?
        for text in self {
            joined = joined.map { $0 + separator + text } ?? text
        }
        return joined ?? RoffText("")
    }
}
