import CarvelCore
import FoundationEssentials

/// The report of a verification as one page of HTML that needs nothing else: no script, and nothing from the network.
struct VerificationPage {
    let report: VerificationReport
    let time: Date

    /// The document.
    var text: String {
        let title = "\(report.delivery): \(Self.words(report.verdict))"
        let page = Markup.element(
            "html",
            ["lang": "en"],
            .element(
                "head",
                [:],
                .element("meta", ["charset": "utf-8"]),
                .element("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
                .element("meta", ["name": "color-scheme", "content": "light dark"]),
                .element("title", [:], .text(title)),
                .element("style", [:], .verbatim(PageStyle.css))
            ),
            .element("body", [:], header, main, footer)
        )
        return "<!DOCTYPE html>\n" + page.written(in: .html)
    }

    private static func words(_ verdict: Verdict) -> String {
        switch verdict {
        case .verified: "verified"
        case .progressing, .failed: "not verified"
        case .unknown: "could not be told"
        }
    }
}

// MARK: Header and footer

extension VerificationPage {
    private var header: Markup {
        .element(
            "header",
            [:],
            .element("p", ["class": "kind"], .text("Delivery")),
            .element("h1", [:], .text(report.delivery)),
            .element(
                "p",
                ["class": "verdict \(report.verdict.rawValue)"],
                PageMark.symbol(report.verdict),
                .element("span", [:], .text(Self.words(report.verdict)))
            ),
            .element("dl", ["class": "facts"], all: facts)
        )
    }

    private var facts: [Markup] {
        let stamp = time.formatted(.iso8601)
        let counts = Verdict.allCases.compactMap { verdict -> String? in
            let count = report.links.count { $0.verdict == verdict }
            return count == 0 ? nil : "\(count) \(verdict.rawValue)"
        }
        return [
            PageMark.fact("Commit", [.element("code", [:], .text(report.commit ?? "none"))]),
            PageMark.fact("Looked at", [.element("time", ["datetime": stamp], .text(stamp))]),
            PageMark.fact("Links", [.text(counts.isEmpty ? "none" : counts.joined(separator: ", "))]),
        ]
    }

    private var footer: Markup {
        .element(
            "footer",
            [:],
            .element("p", [:], .text("Written by kubectl carvel-verify \(Version.current)."))
        )
    }
}

// MARK: Main

extension VerificationPage {
    private var main: Markup {
        let overview = PageOverview(report)
        let troubles = report.links.indices.filter { report.links[$0].verdict != .verified }
        var sections: [Markup] = []
        if !overview.packages.isEmpty { sections.append(overview.markup) }
        if !troubles.isEmpty {
            sections.append(
                section("not-verified", "Not verified") {
                    .element("ul", ["class": "troubles"], all: troubles.map(trouble))
                }
            )
        }
        for (number, cluster) in clusters.enumerated() {
            sections.append(
                section("cluster-\(number)", cluster ?? "Git repository") {
                    .element(
                        "ul",
                        ["class": "links"],
                        all: report.links.indices.filter { report.links[$0].cluster == cluster }.map(card)
                    )
                }
            )
        }
        if report.links.isEmpty { sections.append(.element("p", [:], .text("Nothing was looked at."))) }
        return .element("main", [:], all: sections)
    }

    /// In the order of the chain.
    private var clusters: [String?] {
        report.links.reduce(into: []) { if !$0.contains($1.cluster) { $0.append($1.cluster) } }
    }

    private func section(_ id: String, _ title: String, _ content: () -> Markup) -> Markup {
        .element(
            "section",
            ["aria-labelledby": id],
            .element("h2", ["id": id], .text(title)),
            content()
        )
    }

    private func trouble(_ index: Int) -> Markup {
        let link = report.links[index]
        let advice = link.advice.map { advice -> Markup in
            .element("p", [:], .text("What to do: "), .element("code", [:], .text(advice)))
        }
        return .element(
            "li",
            ["class": link.verdict.rawValue],
            all: [
                .element("a", ["href": "#\(PageMark.id(index))"], all: PageMark.name(link.title)),
                PageMark.status(link.verdict),
                .element("p", [:], .text(link.reason ?? "no reason is known")),
            ] + [advice].compactMap(\.self)
        )
    }

    private func card(_ index: Int) -> Markup {
        let link = report.links[index]
        // What is as it should be need not be told twice.
        let expected = link.expected == link.found ? nil : link.expected
        let names: [(String, String?)] = [
            ("Namespace", link.namespace), ("Package", link.package), ("For cluster", link.runCluster),
            ("Found", link.found), ("Expected", expected),
        ]
        let texts: [(String, String?)] = [("Reason", link.reason), ("What to do", link.advice)]
        let facts =
            names.compactMap { name, value in value.map { PageMark.fact(name, PageMark.name($0)) } }
            + texts.compactMap { name, value in value.map { PageMark.fact(name, [.text($0)], isLong: true) } }
        return .element(
            "li",
            ["id": PageMark.id(index), "class": link.verdict.rawValue, "tabindex": "-1"],
            .element(
                "h3",
                [:],
                .element("span", ["class": "kind"], .text(link.kind)),
                .element("span", ["class": "name"], all: PageMark.name(link.name))
            ),
            PageMark.status(link.verdict),
            .element("dl", [:], all: facts)
        )
    }
}
