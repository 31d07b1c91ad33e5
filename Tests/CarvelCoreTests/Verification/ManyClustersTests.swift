import Testing

@testable import CarvelCore

@Suite("Many run clusters")
struct ManyClustersTests {
    private static let clusters = (1...40).map { "c\($0)" }

    @Test("All of them are greeted, their kubeconfigs looked for and they looked at, however few have a turn at a time")
    func all() async throws {
        let servers = InMemoryClusters(["build"] + Self.clusters)
        let tree = try SampleDelivery.tree(SampleDelivery.files(packages: 1, clusters: Self.clusters))
        let directory = try servers.directory()
        let greeting = ClusterGreeting(tree, directory, scope: VerificationScope())
        await greeting.ended()
        let greeted = servers.requests.filter { $0.hasSuffix("/selfsubjectreviews") && !$0.hasPrefix("build ") }
        #expect(greeted.count == Self.clusters.count)
        let report = try await DeliveryVerifier(tree, clusters: directory, greeting: greeting).verify()
        #expect(report.links.count { $0.kind == "Secret" && $0.verdict == .failed } == Self.clusters.count)
        #expect(report.links.count { $0.kind == "Cluster" && $0.verdict == .verified } == Self.clusters.count + 1)
        let looks = servers.requests.filter { $0.contains("/packageinstalls") && !$0.hasPrefix("build ") }
        #expect(Set(looks.compactMap { $0.split(separator: " ").first }).count == Self.clusters.count)
    }
}
