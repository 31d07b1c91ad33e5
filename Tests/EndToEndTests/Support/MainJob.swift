import Sandbox
import Testing

/// The README's first delivery, with what each of its commands did.
struct MainJob: Sendable {
    let bench: Workbench
    var initialised: CommandResult
    var added: CommandResult
    var secrets: [CommandResult]
    var applied: CommandResult
    var verified: CommandResult

    static let package = "app.default.tap"
    static let version = "20230321004057.0.0"

    /// The one that a suite with the trait `mainJob` shares.
    @TaskLocal static var shared: MainJob?

    static func current() throws -> MainJob { try #require(shared) }

    /// Does it, all through the real kubectl.
    init(_ bench: Workbench) async throws {
        self.bench = bench
        try await bench.pushPackage()
        initialised = try await bench.run(
            ["kubectl", "carvel-deliver", "init", "--name", "shop", "--url", try bench.repositoryURL]
                + ["--build", "build", "--run-cluster", "staging", "--run-cluster", "prod"]
        )
        try await bench.pull()
        added = try await bench.run(
            ["kubectl", "carvel", "deliver", "add", Self.package, "--to", "staging,prod"]
                + ["--values", Workbench.exampleValues]
        )
        try await bench.pull()
        try await bench.kubectl("--context", "build", "create", "namespace", "shop")
        secrets = []
        for cluster in ["staging", "prod"] {
            secrets.append(
                try await bench.run(
                    ["kubectl", "carvel-kubeconfig-secret", "create", cluster, "--from-context", cluster]
                        + ["--context", "build", "-n", "shop"]
                )
            )
        }
        applied = try await bench.run(["kubectl", "carvel-deliver", "apply"])
        verified = try await bench.run(["kubectl", "carvel-verify"])
    }
}

extension Workbench {
    static let exampleValues = Product.path("Examples/values.yaml")

    /// What the supply chain does: clones the repository, and pushes the example's Package.
    func pushPackage() async throws {
        try await clone()
        let copied = try await command(["cp", "-R", Product.path("Examples/\(MainJob.package)"), "."])
        try #require(copied.status == 0, "\(copied.testDescription)")
        try await push("Add \(MainJob.package) \(MainJob.version)")
    }

    /// A delivery of the example up to what is in the repository; the clusters know nothing of it yet.
    func begin(clusters names: [String] = ["staging"]) async throws {
        try await pushPackage()
        let clusters = names.flatMap { ["--run-cluster", $0] }
        let url = try repositoryURL
        let begun = try await run(["kubectl-carvel-deliver", "init", "--name", "shop", "--url", url] + clusters)
        try #require(begun.status == 0, "\(begun.testDescription)")
        try await pull()
    }

    /// The example installed on run clusters, as far as the repository goes.
    func add(clusters names: [String] = ["staging"]) async throws {
        try await begin(clusters: names)
        let to = names.joined(separator: ",")
        let added = try await deliver("add", MainJob.package, "--to", to, "--values", Self.exampleValues)
        try #require(added.status == 0, "\(added.testDescription)")
        try await pull()
    }

    /// The table of a verification, without what is another in each run.
    func table(_ verified: CommandResult) async throws -> String {
        let head = try await remoteHead()
        return verified.output.replacing(head.prefix(12), with: "0123456789ab")
            .replacing(#/127\.0\.0\.1:\d{5}/#, with: "127.0.0.1:12345")
    }

    /// The example delivered and verified.
    func complete(clusters names: [String] = ["staging"]) async throws {
        try await add(clusters: names)
        let applied = try await deliver("apply")
        try #require(applied.status == 0, "\(applied.testDescription)")
    }
}

/// Does the main job once for all tests of a suite.
struct MainJobTrait: SuiteTrait, TestScoping {
    let release: FluxRelease

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        try await Workbench.with {
            $0.flux = release
            $0.runClusters = ["staging", "prod"]
        } _: { bench in
            let job = try await MainJob(bench)
            try await MainJob.$shared.withValue(job) { try await function() }
        }
    }
}

extension Trait where Self == MainJobTrait {
    /// The main job, done once for the suite, with a build cluster as of a release of Flux.
    static func mainJob(flux release: FluxRelease) -> MainJobTrait { MainJobTrait(release: release) }
}
