import Testing

@testable import CarvelCore

@Suite("Many run clusters")
struct ManyClustersTests {
    private static let clusters = (1...40).map { "c\($0)" }

    private static func files() throws -> [String: String] {
        let delivery = Delivery(
            name: "shop",
            repository: .init(url: "https://git.example.com/r.git", branch: "main", access: .secret(name: nil)),
            build: .init(context: "build", namespace: "shop"),
            runClusters: clusters.map { .init(name: $0, context: $0, namespace: "shop", serviceAccountName: "shop-sa") }
        )
        var files = ["delivery.yaml": delivery.yaml]
        files["app.corp.com/packages/1.0.0.yaml"] = SampleDelivery.package("1.0.0", refName: "app.corp.com")
        for cluster in clusters {
            files["app.corp.com/\(cluster)/packageinstall.yaml"] = """
                apiVersion: packaging.carvel.dev/v1alpha1
                kind: PackageInstall
                metadata: {name: app}
                spec:
                  serviceAccountName: shop-sa
                  packageRef: {refName: app.corp.com, versionSelection: {constraints: "1.0.0"}}
                """
        }
        return files
    }

    @Test("All of them are greeted, their kubeconfigs looked for and they looked at, however few have a turn at a time")
    func all() async throws {
        let servers = InMemoryClusters(["build"] + Self.clusters)
        let tree = try SampleDelivery.tree(Self.files())
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
