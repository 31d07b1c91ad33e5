import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Flux objects that take from elsewhere or bring elsewhere")
struct OtherAimTests {
    private static func links(
        _ type: ResourceType,
        _ name: String,
        _ change: (KubernetesObject) -> KubernetesObject
    ) async throws -> [VerificationLink] {
        let files = try SampleDelivery.files()
        let clusters = try InMemoryClusters.healthy(SampleDelivery.tree(files))
        let present = try #require(clusters.object(type, namespace: "shop", name, on: "build"))
        clusters.put(change(present), as: type, on: "build")
        return try await DeliveryVerifierTests.report(clusters, files).links.filter { $0.verdict != .verified }
    }

    @Test(
        "Are no proof, however well they do it",
        arguments: [
            ("kubeConfig", ["secretRef": ["name": "prod-kubeconfig"]]),
            ("kubeConfig", nil), ("path", "./app.default.tap/prod"), ("targetNamespace", "elsewhere"),
            ("targetNamespace", nil), ("serviceAccountName", "admin"),
            ("sourceRef", ["kind": "GitRepository", "name": "other", "namespace": "shop"]),
            ("sourceRef", ["kind": "GitRepository", "name": "app.default.tap-gitops-repo", "namespace": "other"]),
        ] as [(String, JSONValue?)]
    )
    func kustomization(member: String, value: JSONValue?) async throws {
        let name = "app.default.tap-staging-packageinstalls"
        let links = try await Self.links(.kustomization, name) { $0.setting(value, at: "spec", member) }
        #expect(links.map(\.name) == [name])
        #expect(links.first?.verdict == .failed)
        #expect(links.first?.reason == "its spec.\(member) is not what delivery.yaml asks for")
        #expect(links.first?.advice == "kubectl carvel-deliver apply")
    }

    @Test(
        "Are no proof as a source either",
        arguments: [("url", "https://git.example.com/other.git"), ("ref", ["branch": "old"]), ("ref", nil)]
            as [(String, JSONValue?)]
    )
    func source(member: String, value: JSONValue?) async throws {
        let name = "app.default.tap-gitops-repo"
        let links = try await Self.links(.gitRepository, name) { $0.setting(value, at: "spec", member) }
        #expect(links.map(\.reason) == ["its spec.\(member) is not what delivery.yaml asks for"])
    }

    @Test("May have what somebody set for other reasons")
    func other() async throws {
        let links = try await Self.links(.kustomization, "app.default.tap-staging-packages") {
            $0.setting("1m", at: "spec", "interval").setting("30s", at: "spec", "retryInterval")
        }
        #expect(links.isEmpty)
    }

    @Test("May leave out the source's namespace, which is their own then", arguments: [nil, ""] as [String?])
    func ownNamespace(_ namespace: String?) async throws {
        var source: JSONValue = ["kind": "GitRepository", "name": "app.default.tap-gitops-repo"]
        if let namespace { source["namespace"] = .string(namespace) }
        let links = try await Self.links(.kustomization, "app.default.tap-staging-packages") {
            $0.setting(source, at: "spec", "sourceRef")
        }
        #expect(links.isEmpty)
    }
}
