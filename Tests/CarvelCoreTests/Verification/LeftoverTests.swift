import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Kustomizations of a delivery that the commit does not call for")
struct LeftoverTests {
    private static func links(_ change: (KubernetesObject) -> KubernetesObject) async throws -> [VerificationLink] {
        let files = try SampleDelivery.files()
        let clusters = try InMemoryClusters.healthy(SampleDelivery.tree(files))
        let name = "app.default.tap-prod-packages"
        let present = try #require(clusters.object(.kustomization, namespace: "shop", name, on: "build"))
        let old = present.setting("gone-prod-packages", at: "metadata", "name")
        clusters.put(change(old), as: .kustomization, on: "build")
        return try await DeliveryVerifierTests.report(clusters, files).links.filter { $0.verdict != .verified }
    }

    @Test("Fail the verification, with the command that removes them")
    func failed() async throws {
        let links = try await Self.links { $0 }
        #expect(links.map(\.name) == ["gone-prod-packages"])
        #expect(links.first?.verdict == .failed)
        #expect(links.first?.reason == "is not called for by the repository any more")
        #expect(links.first?.advice == "kubectl carvel-deliver apply --prune")
    }

    @Test("Are waited for while they are being deleted")
    func deleted() async throws {
        let links = try await Self.links { $0.setting("2026-11-21T05:20:00Z", at: "metadata", "deletionTimestamp") }
        #expect(links.map(\.verdict) == [.progressing])
        #expect(links.first?.advice == nil)
    }

    @Test(
        "Are none of ours without our labels, or of another delivery",
        arguments: ["app.kubernetes.io/managed-by", "app.kubernetes.io/part-of"]
    )
    func foreign(label: String) async throws {
        #expect(try await Self.links { $0.setting("other", at: "metadata", "labels", label) }.isEmpty)
    }
}
