/// A part of an XML or HTML document. What is no text of ours is escaped, whatever it is.
enum Markup: Sendable {
    /// An element with its attributes and what is in it.
    case node(String, [(name: String, value: String)], [Markup])
    case text(String)
    /// What stands as it is: style sheets of our own.
    case verbatim(String)

    /// The language that is written.
    enum Language: Sendable {
        case xml, html
    }

    /// An element.
    static func element(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: Markup...)
        -> Markup
    {
        .node(name, attributes.map { ($0.key, $0.value) }, children)
    }

    /// An element with a list of children.
    static func element(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], all children: [Markup])
        -> Markup
    {
        .node(name, attributes.map { ($0.key, $0.value) }, children)
    }

    /// The document's text, indented where that changes nothing.
    func written(in language: Language) -> String {
        var text = ""
        write(to: &text, language, indentation: 0)
        return text
    }

    /// Elements of HTML that have no end.
    private static let void: Set<String> = ["meta", "wbr"]

    private func write(to output: inout String, _ language: Language, indentation: Int) {
        switch self {
        case .text(let text): output += Self.escaped(text, inAttribute: false)
        case .verbatim(let text): output += text
        case .node(let name, let attributes, let children):
            output += "<\(name)"
            for attribute in attributes { output += " \(attribute.name)=\"\(Self.escaped(attribute.value))\"" }
            if children.isEmpty, language == .xml {
                output += "/>"
                return
            }
            output += ">"
            if children.isEmpty, Self.void.contains(name) { return }
            let holdsElements = children.allSatisfy { if case .node = $0 { true } else { false } }
            for child in children {
                if holdsElements { output += "\n" + String(repeating: "  ", count: indentation + 1) }
                child.write(to: &output, language, indentation: indentation + 1)
            }
            if holdsElements, !children.isEmpty { output += "\n" + String(repeating: "  ", count: indentation) }
            output += "</\(name)>"
        }
    }

    /// A text that means itself between tags or within double quotes. What no document may hold is replaced.
    ///
    /// - Parameter inAttribute: whether it stands within quotes, where a line break would be read as a space.
    static func escaped(_ text: String, inAttribute: Bool = true) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\r": escaped += "&#13;"
            case "\n": escaped += inAttribute ? "&#10;" : "\n"
            case "\t": escaped += inAttribute ? "&#9;" : "\t"
            default: escaped.unicodeScalars.append(isAllowed(scalar) ? scalar : "\u{FFFD}")
            }
        }
        return escaped
    }

    /// Source: XML 1.0, "Characters".
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF
            && !(0x7F...0x9F).contains(scalar.value)
    }
}
