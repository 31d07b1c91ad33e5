import HTTPTransport
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Verifying a whole delivery")
struct DeliveryVerifierTests {
    static func report(
        _ clusters: InMemoryClusters,
        _ files: [String: String]? = nil
    ) async throws -> VerificationReport {
        let tree = try SampleDelivery.tree(files ?? SampleDelivery.files())
        return try await DeliveryVerifier(tree, clusters: clusters.directory()).verify()
    }

    private static func healthy(_ files: [String: String]? = nil) throws -> InMemoryClusters {
        try .healthy(SampleDelivery.tree(files ?? SampleDelivery.files()))
    }

    @Test("Is verified where every link of the chain is")
    func verified() async throws {
        let report = try await Self.report(Self.healthy())
        #expect(report.verdict == .verified, "\(report.links.filter { $0.verdict != .verified })")
        #expect(report.commit == SampleDelivery.commit)
        #expect(
            report.links.map { "\($0.cluster ?? "-") \($0.kind) \($0.name)" } == [
                "- Branch main",
                "build Cluster build",
                "build GitRepository app.default.tap-gitops-repo",
                "build Secret staging-kubeconfig",
                "build Kustomization app.default.tap-staging-packages",
                "build Kustomization app.default.tap-staging-packageinstalls",
                "build Secret prod-kubeconfig",
                "build Kustomization app.default.tap-prod-packages",
                "build Kustomization app.default.tap-prod-packageinstalls",
                "staging Cluster staging",
                "staging Package app.default.tap.20230321004057.0.0",
                "staging PackageInstall app",
                "staging App app",
                "prod Cluster prod",
                "prod Package app.default.tap.20230321004057.0.0",
                "prod PackageInstall app",
                "prod App app",
            ]
        )
    }

    @Test("Reads each thing after what it is the effect of, so that nothing old is taken for new")
    func order() async throws {
        let clusters = try Self.healthy()
        _ = try await Self.report(clusters)
        let requests = clusters.requests
        func index(_ text: String) throws -> Int { try #require(requests.firstIndex { $0.contains(text) }) }
        // What the Kustomizations tell is settled with the first answer; nothing else must come before.
        let kustomizations = try index("build GET /apis/kustomize.toolkit.fluxcd.io/v1/namespaces/shop/kustomizations")
        // As whom it sees us, a run cluster may be asked before: that says nothing of the delivery.
        let firstOfRun = try #require(
            requests.firstIndex { !$0.hasPrefix("build ") && !$0.contains("/selfsubjectreviews") }
        )
        #expect(kustomizations < firstOfRun)
        for cluster in ["staging", "prod"] {
            let installs = try index("\(cluster) GET /apis/packaging.carvel.dev")
            let apps = try index("\(cluster) GET /apis/kappctrl.k14s.io")
            let secrets = try index("\(cluster) GET /api/v1/namespaces/shop/secrets/app-values")
            #expect(installs < apps && apps < secrets)
        }
        #expect(clusters.writes == [])
    }

    @Test(
        "Ends when it is cancelled, though the build cluster does not answer and no run cluster is asked",
        .timeLimit(.minutes(1))
    )
    func cancelled() async throws {
        let http = HeldHTTPClient()
        var kubeconfig = Kubeconfig()
        try kubeconfig.merge(
            """
            clusters: [{name: build, cluster: {server: "https://build.example.com"}}]
            contexts: [{name: build, context: {cluster: build}}]
            """,
            file: "config"
        )
        let clusters = ClusterDirectory(kubeconfig: kubeconfig, requestTimeout: nil, host: .inMemory(http: http))
        let verifier = try DeliveryVerifier(SampleDelivery.tree(SampleDelivery.files()), clusters: clusters)
        let verification = Task { await verifier.verify() }
        let request = try #require(await http.request())
        verification.cancel()
        #expect(await verification.value.verdict != .verified)
        await request.untilLetGo()
    }

    @Test("Of two lists on the build cluster that are refused, what comes first in the chain is told")
    func refusedLists() async throws {
        let clusters = try Self.healthy()
        func refuse(_ resource: String) {
            _ = clusters.with("build") {
                $0.troubles.append(("/\(resource)", .answer(.status(403, "Forbidden", "\(resource) are forbidden"))))
            }
        }
        refuse("kustomizations")
        #expect(
            try await Self.report(clusters).links.first { $0.name == "build" }?.reason?.contains("kustomiz") == true
        )
        refuse("gitrepositories")
        let link = try #require(try await Self.report(clusters).links.first { $0.name == "build" })
        #expect(link.verdict == .unknown)
        #expect(link.reason?.contains("gitrepositories are forbidden") == true)
    }

    // MARK: Broken links

    /// One thing that is broken, and what the report must say of it.
    struct Break: Sendable, CustomTestStringConvertible {
        let type: ResourceType
        let name: String
        let cluster: String
        let verdict: Verdict
        let reason: String
        let change: @Sendable (KubernetesObject) -> KubernetesObject?

        init(
            _ cluster: String,
            _ type: ResourceType,
            _ name: String,
            _ verdict: Verdict,
            _ reason: String,
            _ change: @escaping @Sendable (KubernetesObject) -> KubernetesObject?
        ) {
            self.cluster = cluster
            self.type = type
            self.name = name
            self.verdict = verdict
            self.reason = reason
            self.change = change
        }

        var testDescription: String { "\(cluster) \(type.kind) \(name): \(reason)" }
    }

    private static let old = FluxSample.revision("ffffffffffffffffffffffffffffffffffffffff")
    private static let package = "app.default.tap.\(SampleDelivery.version)"

    static let breaks =
        [
            Break("build", .gitRepository, "app.default.tap-gitops-repo", .failed, "is not on the cluster") { _ in nil
            },
            Break("build", .gitRepository, "app.default.tap-gitops-repo", .progressing, "has not fetched") {
                $0.setting(.string(old), at: "status", "artifact", "revision")
            },
        ]
        + ["staging-packages", "staging-packageinstalls", "prod-packages", "prod-packageinstalls"].flatMap { suffix in
            [
                Break("build", .kustomization, "app.default.tap-\(suffix)", .failed, "is not on the cluster") { _ in
                    nil
                },
                Break("build", .kustomization, "app.default.tap-\(suffix)", .progressing, "has not applied") {
                    $0.setting(.string(old), at: "status", "lastAppliedRevision")
                },
                Break("build", .kustomization, "app.default.tap-\(suffix)", .failed, "is suspended") {
                    $0.setting(true, at: "spec", "suspend")
                },
            ]
        }
        + ["staging", "prod"].flatMap { cluster in
            [
                Break(cluster, .package, package, .progressing, "is not on the cluster yet") { _ in nil },
                Break(cluster, .package, package, .progressing, "is not what app.default.tap/packages/") {
                    $0.setting([["kapp": ["rawOptions": ["--diff-run"]]]], at: "spec", "template", "spec", "deploy")
                },
                Break(cluster, .packageInstall, "app", .progressing, "is not on the cluster yet") { _ in nil },
                Break(cluster, .packageInstall, "app", .failed, "boom") {
                    $0.setting(
                        [["type": "ReconcileFailed", "status": "True", "message": "boom"]],
                        at: "status",
                        "conditions"
                    )
                },
                Break(cluster, .packageInstall, "app", .progressing, "is at 1.0.0") {
                    $0.setting("1.0.0", at: "status", "version")
                },
                Break(cluster, .app, "app", .progressing, "is not on the cluster yet") { _ in nil },
                Break(cluster, .app, "app", .progressing, "has not seen its latest change yet") {
                    $0.setting(2, at: "metadata", "generation")
                },
                Break(cluster, .secret, "app-values", .progressing, "which is not on the cluster") { _ in nil },
                Break(cluster, .secret, "app-values", .progressing, "before Secret \"app-values\" changed") {
                    $0.setting([["time": "2026-11-21T05:14:41Z"]], at: "metadata", "managedFields")
                },
            ]
        }

    @Test("Is not verified where one link is broken, and the reason names the cause", arguments: breaks)
    func broken(_ given: Break) async throws {
        let clusters = try Self.healthy()
        let object = try #require(clusters.object(given.type, namespace: "shop", given.name, on: given.cluster))
        clusters.remove(given.type, namespace: "shop", given.name, on: given.cluster)
        if let changed = given.change(object) { clusters.put(changed, as: given.type, on: given.cluster) }

        let report = try await Self.report(clusters)
        #expect(report.verdict == given.verdict)
        let broken = report.links.filter { $0.verdict != .verified }
        #expect(broken.first?.cluster == given.cluster)
        #expect(broken.first?.verdict == given.verdict)
        #expect(broken.first?.reason?.contains(given.reason) == true, "\(broken)")
        // What another cluster runs is none of it.
        #expect(Set(broken.map(\.cluster)).count == 1)
    }

    @Test("Knows no newer version than the repository: what only the cluster has is not delivered")
    func foreignVersion() async throws {
        var files = SampleDelivery.emptyFiles()
        files.merge(
            try AddPackage(package: "app.default.tap", clusters: ["staging"], version: .newestAlways)
                .edit(SampleDelivery.tree(files)).files
        ) { _, new in new }
        let clusters = try Self.healthy(files)
        #expect(try await Self.report(clusters, files).verdict == .verified)

        let foreign = try YAMLReader.document(SampleDelivery.package("20990101000000.0.0"))
        let label = "kustomize.toolkit.fluxcd.io/name"
        let left = KubernetesObject(foreign).moved(to: "shop").setting("x", at: "metadata", "labels", label)
        clusters.put(left, as: .package, on: "staging")
        for type in [ResourceType.packageInstall, .app] {
            let object = try #require(clusters.object(type, namespace: "shop", "app", on: "staging"))
            let moved = object.setting("20990101000000.0.0", at: "status", "version")
                .setting("20990101000000.0.0", at: "metadata", "annotations", "packaging.carvel.dev/package-version")
            clusters.put(moved, as: type, on: "staging")
        }
        let report = try await Self.report(clusters, files)
        #expect(report.verdict == .progressing)
        #expect(
            report.links.compactMap(\.reason) == [
                "is at 20990101000000.0.0, 20230321004057.0.0 is due",
                "is at 20990101000000.0.0, 20230321004057.0.0 is due",
            ]
        )

        // What Flux has not brought, it does not take away: so it is one of the global namespace, or somebody else's.
        clusters.put(KubernetesObject(foreign).moved(to: "shop"), as: .package, on: "staging")
        let failed = try await Self.report(clusters, files)
        #expect(failed.verdict == .failed)
        #expect(
            Set(failed.links.compactMap(\.reason)) == [
                "is at 20990101000000.0.0, a Package that the cluster has and the repository has not; "
                    + "20230321004057.0.0 is due"
            ]
        )
    }

    // MARK: Clusters that can't be looked at

    @Test("Gives unknown for a cluster that can't be reached, and true verdicts for the others")
    func unreachable() async throws {
        let failure = HTTPTransportError(reason: .connectionFailed, message: "nothing listens at prod.example.com")
        for name in ["build", "staging", "prod"] {
            let clusters = try Self.healthy()
            _ = clusters.with(name) { $0.troubles = [("", .failure(failure))] }
            let report = try await Self.report(clusters)
            #expect(report.verdict == .unknown)
            let unknown = report.links.filter { $0.verdict != .verified }
            #expect(unknown.map(\.kind) == ["Cluster"])
            #expect(unknown.map(\.name) == [name])
            #expect(unknown.first?.reason == "can't be reached: nothing listens at prod.example.com")
            #expect(Set(report.links.compactMap(\.cluster)) == ["build", "staging", "prod"])
        }
    }

    @Test("Tells a failure on one cluster though another can't be reached")
    func failedAndUnreachable() async throws {
        let clusters = try Self.healthy()
        _ = clusters.with("prod") {
            $0.troubles = [("", .failure(HTTPTransportError(reason: .timedOut, message: "late")))]
        }
        let install = try #require(clusters.object(.packageInstall, namespace: "shop", "app", on: "staging"))
        clusters.put(install.setting(true, at: "spec", "paused"), as: .packageInstall, on: "staging")
        let report = try await Self.report(clusters)
        #expect(report.verdict == .failed)
        #expect(report.links.filter { $0.verdict == .unknown }.map(\.cluster) == ["prod"])
    }

    @Test(
        "Gives unknown, with the server's message, for what it may not see",
        arguments: [
            ("bad token", "credentials were refused (Unauthorized)"),
            ("forbidden list", "cannot list resource \"secrets\""),
            ("no credentials", "system:anonymous"),
        ]
    )
    func refused(exchange: String, reason: String) async throws {
        let answer = try ContractExchange.named(exchange, in: "auth").answer
        for path in ["/packages", "/packageinstalls", "/apps", "/secrets/app-values"] {
            let clusters = try Self.healthy()
            _ = clusters.with("staging") { $0.troubles = [(path, .answer(answer))] }
            let report = try await Self.report(clusters)
            #expect(report.verdict == .unknown)
            let unknown = try #require(report.links.first { $0.verdict == .unknown })
            #expect(unknown.cluster == "staging")
            #expect(unknown.reason?.contains(reason) == true, "\(unknown.reason ?? "")")
        }
    }

    @Test("Gives unknown where Flux or kapp-controller is not there at all")
    func notServed() async throws {
        let withoutFlux = try Self.healthy()
        _ = withoutFlux.with("build") { $0.served["kustomize.toolkit.fluxcd.io"] = nil }
        let report = try await Self.report(withoutFlux)
        #expect(report.verdict == .unknown)
        #expect(report.links.contains { $0.reason?.contains("install Flux's kustomize-controller on it") == true })

        let withoutCarvel = try Self.healthy()
        _ = withoutCarvel.with("prod") { $0.served["kappctrl.k14s.io"] = nil }
        #expect(try await Self.report(withoutCarvel).verdict == .unknown)
    }

    @Test("Reads Flux's objects in the version that its cluster serves")
    func olderFlux() async throws {
        let clusters = try Self.healthy()
        _ = clusters.with("build") { cluster in
            for group in ["source.toolkit.fluxcd.io", "kustomize.toolkit.fluxcd.io"] {
                cluster.served[group] = ["v1beta2", "v1beta1"]
            }
            cluster.objects = Dictionary(
                uniqueKeysWithValues: cluster.objects.map {
                    ($0.key.replacing("toolkit.fluxcd.io/v1/", with: "toolkit.fluxcd.io/v1beta2/"), $0.value)
                }
            )
        }
        #expect(try await Self.report(clusters).verdict == .verified)
    }

    @Test("Has nothing to verify in a repository that installs nothing, which is no success")
    func nothingInstalled() async throws {
        let report = try await Self.report(InMemoryClusters(["build", "staging", "prod"]), SampleDelivery.emptyFiles())
        #expect(report.verdict == .failed)
        #expect(report.links.first?.reason == "it installs no package on any run cluster")
    }

    @Test("Refuses a tree that is no commit")
    func noCommit() throws {
        let tree = try SampleDelivery.tree(SampleDelivery.files(), commit: nil)
        let clusters = try InMemoryClusters(["build"]).directory()
        #expect(throws: DeliveryError("only what is committed and pushed can be verified")) {
            try DeliveryVerifier(tree, clusters: clusters)
        }
    }
}
