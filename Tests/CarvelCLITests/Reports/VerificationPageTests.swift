import CarvelCore
import FoundationEssentials
import Testing

@testable import CarvelCLI

@Suite("A verification as a page")
struct VerificationPageTests {
    private static func page(_ report: VerificationReport = SampleReport.report) -> String {
        VerificationPage(report: report, time: SampleReport.time).text
    }

    /// The text of a cell of the overview, by the package's row and the cluster's column.
    private static func cells(_ report: VerificationReport) throws -> [[String]] {
        let text = page(report)
        let body = try #require(text.firstMatch(of: /(?s)<tbody>(.*)<\/tbody>/)).1
        return body.split(separator: "<tr>").dropFirst().map { row in
            row.split(separator: /<\/t[hd]>/).dropLast().map { cell in
                cell.replacing("<wbr>", with: "").replacing(/<[^>]*>/, with: " ").split(whereSeparator: \.isWhitespace)
                    .joined(separator: " ")
            }
        }
    }

    @Test("Shows packages by clusters: a cell is as good as all that it hangs on")
    func overview() throws {
        #expect(
            try Self.cells(SampleReport.report) == [
                [
                    SampleReport.app, "✔ verified \(SampleReport.version)", "✗ failed 20230321004057.0.0", "? unknown",
                ],
                [SampleReport.hungry, "✔ verified \(SampleReport.version)", "not installed", "? unknown"],
            ]
        )
    }

    @Test("A cell says no more than is known: of the branch, of the source, of the build cluster")
    func shared() throws {
        let own = SampleReport.link("staging", "App", "app", found: "1.0.0", package: "a", runCluster: "staging")
        for (shared, state) in [
            (SampleReport.link(nil, "Branch", "main"), "✔ verified 1.0.0"),
            (SampleReport.link(nil, "Branch", "main", .failed), "✗ failed 1.0.0"),
            (SampleReport.link("build", "Cluster", "build", .unknown), "? unknown 1.0.0"),
            (SampleReport.link("build", "GitRepository", "x", .progressing), "◎ progressing 1.0.0"),
            (SampleReport.link("build", "GitRepository", "x", .failed, package: "b"), "✔ verified 1.0.0"),
            (SampleReport.link("build", "Kustomization", "leftover", .failed), "✔ verified 1.0.0"),
        ] {
            let row = try #require(try Self.cells(SampleReport.report([shared, own])).last { $0.first == "a" })
            #expect(row == ["a", state], "\(shared)")
        }
    }

    @Test("Whatever a cluster says stands as text")
    func escaped() {
        let evil = "<script>alert(1)</script>\"><img src=x onerror=y>'&"
        let link = SampleReport.link(
            evil,
            evil,
            evil,
            .failed,
            found: evil,
            reason: evil,
            advice: evil,
            package: evil,
            runCluster: evil
        )
        var report = SampleReport.report([link])
        report.delivery = evil
        report.commit = evil
        let text = Self.page(report)
        #expect(!text.contains("<script") && !text.contains("<img"))
        #expect(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&gt;&lt;img src=x onerror=y&gt;&#39;&amp;"))
    }

    @Test("Without anything to see it says so, and does not claim success")
    func nothing() {
        let text = Self.page(SampleReport.report([]))
        #expect(text.contains("<title>shop: could not be told</title>") && text.contains("Nothing was looked at."))
        #expect(!text.contains("<table"))
    }

    @Test(
        "Is readable for everyone, in a real browser, by day and by night, on a phone and on a desk",
        .enabled(if: Browser.installed != nil, "no browser on PATH; scripts/setup --browser installs one"),
        arguments: [
            Browser.View(width: 360, isDark: false), .init(width: 360, isDark: true), .init(width: 1280, isDark: false),
            .init(width: 1280, isDark: true),
        ]
    )
    func browser(view: Browser.View) async throws {
        let browser = try #require(Browser.installed)
        let dom = try await browser.open(PageInspection.inspecting(Self.page(), width: view.width), view)
        #expect(dom.contains("data-width=\"\(view.width)\""))
        #expect(dom.contains("data-paper=\"\(view.isDark ? "rgb(14, 19, 24)" : "rgb(246, 247, 249)")\""))
        #expect(PageInspection.problems(in: dom) == [])
    }

    @Test("The inspection finds what is wrong", .enabled(if: Browser.installed != nil, "no browser on PATH"))
    func inspection() async throws {
        let browser = try #require(Browser.installed)
        let spoiled = Self.page().replacing("--quiet: #535d68", with: "--quiet: #b5b5b5")
            .replacing(" scope=\"row\"", with: "").replacing("<html lang=\"en\">", with: "<html>")
            .replacing("overflow-wrap: anywhere", with: "white-space: nowrap")
        let inspected = PageInspection.inspecting(spoiled, width: 360)
        let dom = try await browser.open(inspected, .init(width: 360, isDark: false))
        let problems = try #require(PageInspection.problems(in: dom))
        for problem in ["the page has no language", "a row has no header", "contrast ", "the page is "] {
            #expect(problems.contains { $0.hasPrefix(problem) }, "\(problem) in \(problems)")
        }
    }
}
