import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("PackageInstalls where nobody reads them")
struct StrayInstallTests {
    private static let install = """
        apiVersion: packaging.carvel.dev/v1alpha1
        kind: PackageInstall
        metadata: {name: stray}
        spec: {packageRef: {refName: x.y.z}}
        """

    private static func links(_ path: String, _ text: String = install) async throws -> [VerificationLink] {
        var files = try SampleDelivery.files()
        let clusters = try InMemoryClusters.healthy(SampleDelivery.tree(files))
        files[path] = text
        return try await DeliveryVerifierTests.report(clusters, files).links.filter { $0.verdict != .verified }
    }

    @Test(
        "Fail the verification of a commit that calls for them",
        arguments: [
            (
                "app.default.tap/production/packageinstall.yaml",
                "is for \"production\", which is no run cluster of delivery.yaml (it has: staging, prod)"
            ),
            (
                "app.default.tap/stagign/packageinstall.yaml",
                "is for \"stagign\", which is no run cluster of delivery.yaml (it has: staging, prod); did you mean "
                    + "\"staging\"?"
            ),
            (
                "other.default.tap/qa/packageinstall.yaml",
                "is for \"qa\", which is no run cluster of delivery.yaml (it has: staging, prod)"
            ),
            (
                "other.default.tap/prod/packageinstall.yml",
                "holds a PackageInstall, which is only read from PACKAGE/CLUSTER/packageinstall.yaml"
            ),
            (
                "app.default.tap/prod/second.yaml",
                "holds a PackageInstall, which is only read from PACKAGE/CLUSTER/packageinstall.yaml"
            ),
            (
                "other.default.tap/prod/install.yaml",
                "holds a PackageInstall, which is only read from PACKAGE/CLUSTER/packageinstall.yaml"
            ),
            (
                "prod/packageinstall.yaml",
                "holds a PackageInstall, which is only read from PACKAGE/CLUSTER/packageinstall.yaml"
            ),
            (
                "packageinstall.yml",
                "holds a PackageInstall, which is only read from PACKAGE/CLUSTER/packageinstall.yaml"
            ),
            (
                "qa/PackageInstall.yaml",
                "holds a PackageInstall, which is only read from PACKAGE/CLUSTER/packageinstall.yaml"
            ),
            (
                "app.default.tap/qa/packageinstall.yml",
                "is for \"qa\", which is no run cluster of delivery.yaml (it has: staging, prod)"
            ),
            (
                "app.default.tap/packages/install.yml",
                "holds a PackageInstall, which is only read from PACKAGE/CLUSTER/packageinstall.yaml"
            ),
        ]
    )
    func failed(path: String, reason: String) async throws {
        let links = try await Self.links(path)
        #expect(links.map(\.verdict) == [.failed])
        #expect(links.map(\.name) == ["stray"])
        #expect(links.first?.reason == "\(path) \(reason)")
        #expect(links.first?.advice != nil)
    }

    @Test("Are found in lists of objects too")
    func list() async throws {
        let list =
            "kind: List\nitems:\n"
            + Self.install.split(separator: "\n").enumerated()
            .map { ($0.offset == 0 ? "- " : "  ") + $0.element }.joined(separator: "\n")
        #expect(try await Self.links("app.default.tap/prod/all.yaml", list).map(\.name) == ["stray"])
    }

    @Test(
        "Are none of ours outside of packages, and where only the word is met",
        arguments: [
            ("docs/examples/install.yaml", install), ("app.default.tap/prod/notes.yaml", "text: PackageInstall"),
            ("app.default.tap/README.md", install),
        ]
    )
    func foreign(path: String, text: String) async throws {
        #expect(try await Self.links(path, text).isEmpty)
    }
}
