import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Verifying a part of a delivery")
struct VerificationScopeTests {
    /// The sample on both clusters, and another package on prod alone.
    private static func files() throws -> [String: String] {
        var files = try SampleDelivery.files()
        for (path, text) in files where path.hasPrefix("app.default.tap/") && !path.contains("/staging/") {
            files[path.replacing("app.default.tap", with: "web.default.tap")] =
                text.replacing("app.default.tap", with: "web.default.tap").replacing("name: app\n", with: "name: web\n")
                .replacing("name: app-values", with: "name: web-values")
        }
        return files
    }

    private static func report(
        packages: [String] = [],
        clusters names: [String] = [],
        _ change: (InMemoryClusters) throws -> Void = { _ in }
    ) async throws -> VerificationReport {
        let tree = try SampleDelivery.tree(files())
        let clusters = try InMemoryClusters.healthy(tree)
        try change(clusters)
        let scope = VerificationScope(packages: packages, runClusters: names)
        return try await DeliveryVerifier(tree, clusters: clusters.directory(), scope: scope).verify()
    }

    @Test("Leaves out the other packages and the other clusters, and what is wrong there")
    func parts() async throws {
        let staging = try await Self.report(clusters: ["staging"]) { $0.fail("", on: "prod", .silence) }
        #expect(staging.verdict == .verified)
        #expect(Set(staging.links.compactMap(\.runCluster)) == ["staging"])
        #expect(Set(staging.links.compactMap(\.package)) == ["app.default.tap"])
        let web = try await Self.report(packages: ["web.default.tap"]) { clusters in
            try clusters.edit(.packageInstall, "app", on: "prod") { _ in nil }
        }
        #expect(web.verdict == .verified)
        #expect(Set(web.links.compactMap(\.package)) == ["web.default.tap"])
        let both = try await Self.report(packages: ["app.default.tap", "web.default.tap"], clusters: ["prod"])
        #expect(Set(both.links.compactMap(\.package)) == ["app.default.tap", "web.default.tap"])
        #expect(both.links.contains { $0.kind == "Branch" } && both.links.contains { $0.name == "build" })
    }

    @Test("Says in the report, and in words, which part it is")
    func words() async throws {
        let report = try await Self.report(packages: ["web.default.tap"], clusters: ["prod"])
        #expect(
            report.json[path: "status", "scope"] == ["packages": ["web.default.tap"], "runClusters": ["prod"]]
        )
        #expect(report.scope.words == " (web.default.tap on prod)")
        #expect(VerificationScope(packages: ["a", "b"]).words == " (a, b)")
        #expect(VerificationScope(runClusters: ["prod"]).words == " (on prod)")
        let whole = try await Self.report()
        #expect(whole.scope.words.isEmpty && whole.json[path: "status", "scope"] == nil)
    }

    @Test("Still finds what is wrong in the part", arguments: [["staging"], ["staging", "prod"]])
    func failing(names: [String]) async throws {
        let report = try await Self.report(clusters: names) { clusters in
            try clusters.edit(.packageInstall, "app", on: "staging") { $0.setting(true, at: "spec", "paused") }
        }
        #expect(report.verdict == .failed)
    }

    @Test("Does not take for left over what the other part has")
    func leftovers() async throws {
        let report = try await Self.report(packages: ["app.default.tap"]) { clusters in
            try clusters.bring("old", by: "app.default.tap-staging-packageinstalls")
        }
        #expect(report.links.filter { $0.verdict != .verified }.map(\.name) == ["old"])
        let other = try await Self.report(packages: ["web.default.tap"], clusters: ["prod"])
        #expect(other.verdict == .verified)
    }

    @Test(
        "Names that nothing has are refused, with what was likely meant",
        arguments: [
            (["wob.default.tap"], [], "did you mean \"web.default.tap\"?"),
            ([], ["stagign"], "did you mean \"staging\"?"),
            (["web.default.tap"], ["staging"], "web.default.tap is not installed on staging"),
            (["web.default.tap"], ["prod", "staging"], "no package is installed on staging"),
        ] as [([String], [String], String)]
    )
    func refused(packages: [String], clusters: [String], words: String) async throws {
        let error = await #expect(throws: DeliveryError.self) {
            try await Self.report(packages: packages, clusters: clusters)
        }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
}
