import GitRepository
import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("A large delivery with nothing to do")
struct LargeDeliveryTests {
    private static let packages = 30
    private static let clusters = (1...4).map { "c\($0)" }

    private static func files() throws -> [String: String] {
        let delivery = Delivery(
            name: "shop",
            repository: .init(url: "https://git.example.com/r.git", branch: "main", access: .secret(name: nil)),
            build: .init(context: "build", namespace: "shop"),
            runClusters: clusters.map { .init(name: $0, context: $0, namespace: "shop", serviceAccountName: "shop-sa") }
        )
        var files = ["delivery.yaml": delivery.yaml]
        for number in 1...packages {
            let name = "app\(number).corp.com"
            files["\(name)/packages/1.0.0.yaml"] = SampleDelivery.package("1.0.0", refName: name)
            for cluster in clusters {
                files["\(name)/\(cluster)/packageinstall.yaml"] = """
                    apiVersion: packaging.carvel.dev/v1alpha1
                    kind: PackageInstall
                    metadata: {name: app\(number)}
                    spec:
                      serviceAccountName: shop-sa
                      packageRef: {refName: \(name), versionSelection: {constraints: "1.0.0"}}
                    """
            }
        }
        return files
    }

    @Test("Is compared by lists: it takes no more requests than a small one")
    func requests() async throws {
        let servers = InMemoryClusters(["build"] + Self.clusters)
        let tree = try SampleDelivery.tree(Self.files())
        @Sendable func plan() async throws -> DeliveryPlan {
            try await DeliveryPlanner(
                tree,
                clusters: servers.directory(),
                credentials: .password(username: "git", password: "sesame")
            ).plan()
        }
        let applied = await ApplyDelivery(try await plan()).run { _ in }
        #expect(applied.allSatisfy { $0.failure == nil })
        // Servers note down who has set what; those of this test don't.
        for name in ["build"] + Self.clusters {
            _ = servers.with(name) { cluster in
                for path in cluster.objects.keys {
                    cluster.objects[path]?["metadata"]?["managedFields"] = [["manager": "test", "operation": "Update"]]
                }
            }
        }
        let before = servers.requests.count
        let again = try await plan()
        #expect(!again.differs && !again.hasFailed)
        #expect(again.objects.count > 2 * Self.packages * Self.clusters.count)
        let requests = servers.requests.dropFirst(before)
        #expect(!requests.contains { $0.contains("PATCH") }, "\(requests)")
        #expect(requests.count < 20 + 20 * Self.clusters.count, "\(requests)")
    }
}
