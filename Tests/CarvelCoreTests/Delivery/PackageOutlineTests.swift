import Testing

@testable import CarvelCore

@Suite("The packages of a repository, by the names of its files")
struct PackageOutlineTests {
    private let outline = PackageOutline(paths: [
        "app.default.tap/packages/1.9.0.yaml", "app.default.tap/packages/1.10.0.yml",
        "app.default.tap/packages/1.10.0+build.1.yaml", "app.default.tap/packages/draft.yaml",
        "app.default.tap/packages/2.0.0.json", "app.default.tap/staging/packageinstall.yaml",
        "teams/web/api.default.tap/packages/0.1.0.yaml", "packages/0.2.0.yaml", "delivery.yaml",
    ])

    @Test("A package is a folder with a folder of packages")
    func packages() {
        #expect(outline.packages == ["api.default.tap", "app.default.tap"])
    }

    @Test("Its versions are those that are versions, the newest first")
    func versions() {
        #expect(outline.versions(of: "app.default.tap") == ["1.10.0+build.1", "1.10.0", "1.9.0"])
        #expect(outline.versions(of: "api.default.tap") == ["0.1.0"])
        #expect(outline.versions(of: "teams/web/api.default.tap") == ["0.1.0"])
        #expect(outline.versions(of: "none").isEmpty)
    }
}
