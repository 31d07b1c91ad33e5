import CarvelCore
import FoundationEssentials
import Testing

@Suite(
    "Manual pages",
    .enabled("install man-db, as scripts/setup --tests does") {
        FileManager.default.fileExists(atPath: "/usr/bin/man")
    }
)
struct ManPageTests {
    static let pages =
        (try? FileManager.default.subpathsOfDirectory(atPath: Product.path("man")))?
        .filter { $0.contains("/") }.sorted() ?? []

    @Test("man shows each page without a warning", arguments: pages)
    func warnings(_ page: String) async throws {
        try await Workbench.withoutClusters { bench in
            let shown = try await bench.command(["man", "--warnings", "-l", Product.path("man/\(page)")])
            shown.expect(status: 0).expect(says: "NAME", "DESCRIPTION")
            #expect(shown.errors.isEmpty, "\(page)")
        }
    }

    @Test("Each command of each program has a page that says what it should", arguments: HelpTests.programs)
    func commands(_ program: String) async throws {
        try await Workbench.withoutClusters { bench in
            let path = "\(try Product.executables())/\(program)"
            let commands = try await bench.complete(["help", ""], by: [path, "__complete"]).values
            for name in [program] + commands.map({ "\(program)-\($0)" }) {
                let page = try #require(Self.pages.first { $0 == "man1/\(name).1" }, "no page for \(name)")
                let text = String(
                    decoding: try Data(contentsOf: URL(filePath: Product.path("man/\(page)"))),
                    as: UTF8.self
                )
                let sections = ["SYNOPSIS", "OPTIONS", "EXAMPLES", "EXIT STATUS", "ENVIRONMENT", "FILES", "SEE ALSO"]
                // This one only prints.
                let left = name == "carvel-sandbox-install-manifest" ? ["FILES"] : []
                for section in sections where !left.contains(section) {
                    #expect(text.contains(".SH \"\(section)\""), "\(section) in \(page)")
                }
            }
        }
    }

    @Test("The example of delivery.yaml(5) is a delivery")
    func example() throws {
        let file = URL(filePath: Product.path("man/man5/delivery.yaml.5"))
        let page = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex(of: ".nf"))
        let end = try #require(lines.firstIndex(of: ".fi"))
        let example = lines[(start + 1)..<end].joined(separator: "\n")
        let delivery = try Delivery(yaml: example.replacing("\\-", with: "-"))
        #expect(delivery.runClusters.map(\.context) == ["kind-staging", "prod"])
        #expect(delivery.repository.access == .secret(name: nil))
    }
}
