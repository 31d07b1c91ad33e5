import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("The versions of a package")
struct PackageVersionsTests {
    private static func versions(_ selection: VersionSelection? = nil) throws -> PackageVersions {
        var files = try SetVersionTests.files(["1.0.0", "1.10.0", "1.9.0", "2.0.0-rc.1", "1.9.0+build.2", "nonsense"])
        files[SetVersionTests.installPath] = files[SetVersionTests.installPath]?.replacing(
            "constraints: 1.0.0",
            with: "constraints: \">=1.9.0\""
        )
        let prod = "app.default.tap/prod/packageinstall.yaml"
        files[prod] = files[prod]?.replacing("constraints: 1.0.0", with: "constraints: 9.9.9")
        return try PackageVersions(of: "app.default.tap", in: SampleDelivery.tree(files), selection: selection)
    }

    @Test("Are newest first as kapp-controller orders them, with what each cluster asks for")
    func order() throws {
        let versions = try Self.versions()
        #expect(versions.versions == ["2.0.0-rc.1", "1.10.0", "1.9.0+build.2", "1.9.0", "1.0.0", "nonsense"])
        #expect(versions.clusters.map(\.name) == ["staging", "prod"])
        #expect(versions.clusters.map(\.request.selected) == ["1.10.0", nil])
        #expect(versions.clusters(selecting: "1.10.0").map(\.name) == ["staging"])
        #expect(versions.clusters[1].request.reason?.contains("after-constraints-filter=0") == true)
        #expect(versions.query == nil)
    }

    static let selections: [(VersionSelection, String?)] = [
        (VersionSelection(constraints: ">=1.0.0 <1.10.0"), "1.9.0+build.2"),
        (VersionSelection(constraints: ">=1.0.0", prereleases: .init()), "2.0.0-rc.1"),
        (VersionSelection(constraints: ">=1.0.0", prereleases: .init(identifiers: ["beta"])), "1.10.0"),
        (VersionSelection(prereleases: .init(identifiers: ["rc"])), "2.0.0-rc.1"),
        (VersionSelection(constraints: "^1.0.0"), nil),
        (VersionSelection(constraints: "3.0.0"), nil),
    ]

    @Test("Tell what a selection comes to, or the controller's reason why to nothing", arguments: selections)
    func query(selection: VersionSelection, expected: String?) throws {
        let query = try #require(try Self.versions(selection).query)
        #expect(query.selected == expected)
        #expect((query.reason == nil) == (expected != nil))
    }

    @Test("Are a documented object in JSON and YAML")
    func json() throws {
        let selection = VersionSelection(constraints: "3.0.0", prereleases: .init(identifiers: ["rc"]))
        try Golden.expect(YAMLWriter.string(Self.versions(selection).json), is: "version-selection.yaml")
    }
}
