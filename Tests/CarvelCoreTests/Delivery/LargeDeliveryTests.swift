import GitRepository
import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("A large delivery with nothing to do")
struct LargeDeliveryTests {
    private static let packages = 30
    private static let clusters = (1...4).map { "c\($0)" }

    @Test("Is compared by lists: it takes no more requests than a small one")
    func requests() async throws {
        let servers = InMemoryClusters(["build"] + Self.clusters)
        let tree = try SampleDelivery.tree(SampleDelivery.files(packages: Self.packages, clusters: Self.clusters))
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
