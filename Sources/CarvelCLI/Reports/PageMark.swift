import CarvelCore

/// Parts that recur on a page.
enum PageMark {
    /// The id of a link's details.
    static func id(_ index: Int) -> String { "link-\(index + 1)" }

    /// A verdict's sign, for those who see it; words say the same beside it.
    static func symbol(_ verdict: Verdict) -> Markup {
        let symbol =
            switch verdict {
            case .verified: "✔"
            case .progressing: "◎"
            case .failed: "✗"
            case .unknown: "?"
            }
        return .element("span", ["class": "symbol", "aria-hidden": "true"], .text(symbol))
    }

    /// A verdict in a sign and a word.
    static func status(_ verdict: Verdict) -> Markup {
        .element(
            "span",
            ["class": "status \(verdict.rawValue)"],
            symbol(verdict),
            .element("span", [:], .text(verdict.rawValue))
        )
    }

    /// A name and what there is to say of it, in a list of such.
    ///
    /// - Parameter isLong: whether it takes a line of its own.
    static func fact(_ name: String, _ value: [Markup], isLong: Bool = false) -> Markup {
        .element(
            "div",
            ["class": isLong ? "wide" : "short"],
            .element("dt", [:], .text(name)),
            .element("dd", [:], all: value)
        )
    }

    /// A name of objects, which may be broken where its parts end, and nowhere else if that can be.
    static func name(_ text: String) -> [Markup] {
        var parts: [Markup] = []
        var start = text.startIndex
        for index in text.indices where "/-.:+".contains(text[index]) {
            let next = text.index(after: index)
            // The numbers of a version stay together.
            guard next < text.endIndex, !text[next].isNumber else { continue }
            parts += [.text(String(text[start..<next])), .element("wbr")]
            start = next
        }
        return parts + [.text(String(text[start...]))]
    }
}
