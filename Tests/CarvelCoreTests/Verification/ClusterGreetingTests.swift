import Testing

@testable import CarvelCore

@Suite("Getting through to clusters while the repository is read")
struct ClusterGreetingTests {
    private static func asked(_ cluster: String, _ clusters: InMemoryClusters) -> Int {
        clusters.requests.count { $0 == "\(cluster) POST /apis/authentication.k8s.io/v1/selfsubjectreviews" }
    }

    @Test("Asks the run clusters that are meant, and what it has heard is not asked for again")
    func once() async throws {
        let tree = try SampleDelivery.tree(SampleDelivery.files())
        let clusters = try InMemoryClusters.healthy(tree)
        let directory = try clusters.directory()
        let scope = VerificationScope(runClusters: ["prod"])
        let greeting = ClusterGreeting(tree, directory, scope: scope)
        while Self.asked("prod", clusters) == 0 { await Task.yield() }
        let verifier = try DeliveryVerifier(tree, clusters: directory, scope: scope, greeting: greeting)
        let report = await verifier.verify()
        #expect(report.verdict == .verified)
        #expect(report.links.first { $0.kind == "Cluster" && $0.name == "prod" }?.found == "operator")
        #expect(Self.asked("prod", clusters) == 1)
        #expect(Self.asked("build", clusters) == 1)
        #expect(Self.asked("staging", clusters) == 0)
    }

    @Test("Asks no cluster that nothing is installed on, and none where only some packages are looked at")
    func meant() async throws {
        var files = try SampleDelivery.files()
        for path in files.keys where path.contains("/prod/") { files[path] = nil }
        let tree = try SampleDelivery.tree(files)
        let clusters = try InMemoryClusters.healthy(tree)
        let directory = try clusters.directory()
        let greeting = ClusterGreeting(tree, directory, scope: VerificationScope())
        await greeting.ended()
        #expect(Self.asked("staging", clusters) == 1)
        #expect(Self.asked("prod", clusters) == 0)

        let some = ClusterGreeting(tree, directory, scope: VerificationScope(packages: ["app.default.tap"]))
        await some.ended()
        #expect(Self.asked("staging", clusters) == 1)
    }

    @Test("Starts no program that would log in, which may ask the user")
    func programs() async throws {
        let tree = try SampleDelivery.tree(SampleDelivery.files())
        let http = InMemoryClusters(["build", "staging", "prod"])
        var kubeconfig = Kubeconfig()
        try kubeconfig.merge(
            """
            clusters: [{name: c, cluster: {server: "https://prod.example.com"}}]
            users:
            - name: u
              user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: log-in, interactiveMode: IfAvailable}}
            contexts:
            - {name: build, context: {cluster: c, user: u}}
            - {name: staging, context: {cluster: c, user: u}}
            - {name: prod, context: {cluster: c, user: u}}
            """,
            file: "config"
        )
        let directory = ClusterDirectory(kubeconfig: kubeconfig, host: .inMemory(http: http))
        let greeting = ClusterGreeting(tree, directory, scope: VerificationScope())
        await greeting.ended()
        #expect(http.requests == [])
    }

    @Test("Says nothing of a repository that is no delivery: whoever reads it does")
    func noDelivery() async throws {
        let tree = try SampleDelivery.tree(["README.md": "nothing"])
        let clusters = InMemoryClusters(["build"])
        let greeting = ClusterGreeting(tree, try clusters.directory(), scope: VerificationScope())
        #expect(throws: DeliveryError.self) {
            try DeliveryVerifier(tree, clusters: clusters.directory(), greeting: greeting)
        }
        #expect(clusters.requests == [])
    }

    @Test("Letting go of it ends what is under way", .timeLimit(.minutes(1)))
    func lettingGo() async throws {
        let tree = try SampleDelivery.tree(SampleDelivery.files())
        let http = HeldHTTPClient()
        let names = InMemoryClusters(["build", "staging", "prod"])
        let directory = ClusterDirectory(kubeconfig: try names.directory().kubeconfig, host: .inMemory(http: http))
        var greeting: ClusterGreeting? = ClusterGreeting(tree, directory, scope: VerificationScope())
        let request = try #require(await http.request())
        #expect(greeting != nil)
        greeting = nil
        await request.untilLetGo()
    }
}
