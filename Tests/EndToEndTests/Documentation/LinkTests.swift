import FoundationEssentials
import Testing

@Suite("Links in the documentation")
struct LinkTests {
    static let pages = ["README.md", "DESIGN.md", "CONTRIBUTING.md", "CHANGELOG.md"] + taskPages

    /// The pages in docs.
    static let taskPages =
        (try? FileManager.default.contentsOfDirectory(atPath: Product.path("docs")))?
        .filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" } ?? []

    private static func text(_ page: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: Product.path(page))), as: UTF8.self)
    }

    /// What a page's links within the project point at.
    private static func links(_ page: String) throws -> [String] {
        try text(page).matches(of: #/\]\(([^)\s]+)\)/#).map { String($0.output.1) }
            .filter { !$0.contains("://") && !$0.hasPrefix("mailto:") }
    }

    /// The anchors of a page's headings, as GitHub makes them.
    private static func anchors(_ page: String) throws -> [String] {
        try text(page).matches(of: #/(?m)^#+ (.*)$/#).map { match in
            String(match.output.1.lowercased().filter { $0.isLetter || $0.isNumber || "-_ ".contains($0) })
                .replacing(" ", with: "-")
        }
    }

    @Test("Lead to something", arguments: pages)
    func lead(page: String) throws {
        let folder = page.hasPrefix("docs/") ? "docs/" : ""
        for link in try Self.links(page) {
            let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let target = parts[0].isEmpty ? page : folder + parts[0]
            let isThere = FileManager.default.fileExists(atPath: Product.path(target))
            #expect(isThere, "\(page): \(link)")
            if isThere, parts.count > 1 { #expect(try Self.anchors(target).contains(parts[1]), "\(page): \(link)") }
        }
    }

    @Test("Lead from README to every page", arguments: taskPages)
    func index(page: String) throws {
        #expect(try Self.links("README.md").contains(page))
    }
}
