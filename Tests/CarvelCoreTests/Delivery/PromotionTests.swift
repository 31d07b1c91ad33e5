import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Taking a proven version to the next cluster")
struct PromotionTests {
    /// The sample package at 1.1.0 on staging, and at 1.0.0 on prod.
    private static func files() throws -> [String: String] {
        let files = try SetVersionTests.files(["1.0.0", "1.1.0"])
        return files.merging(try SetVersionTests.edit(files, .exactly("1.1.0")).files) { $1 }
    }

    private static func promotion() throws -> Promotion {
        try Promotion(package: "app.default.tap", from: "staging", to: ["prod"])
    }

    private static func evidence(
        _ change: (InMemoryClusters) -> Void = { _ in }
    ) async throws -> [VerificationLink] {
        var files = try files()
        files["app.default.tap/elsewhere/packageinstall.yaml"] = files["app.default.tap/prod/packageinstall.yaml"]
        let tree = try SampleDelivery.tree(files)
        let clusters = try InMemoryClusters.healthy(tree)
        change(clusters)
        let report = try await DeliveryVerifier(tree, clusters: clusters.directory()).verify()
        return try promotion().evidence(in: report, of: tree)
    }

    @Test("The version becomes the exact one of the target, and nothing else changes there")
    func promote() throws {
        let files = try Self.files()
        let tree = try SampleDelivery.tree(files)
        let promotion = try Self.promotion()
        #expect(try promotion.version(in: tree) == "1.1.0")
        let edit = try promotion.edit(tree, version: "1.1.0")
        #expect(edit.paths == ["app.default.tap/prod/packageinstall.yaml"])
        let install = try YAMLReader.document(edit.files["app.default.tap/prod/packageinstall.yaml"] ?? "")
        #expect(install[path: "spec", "packageRef", "versionSelection", "constraints"] == "1.1.0")
        #expect(edit.commitMessage == "Promote app.default.tap 1.1.0 from staging to prod")
        #expect(edit.advice == ["values are not promoted: those on prod stay as they are"])
        let again = try promotion.edit(SampleDelivery.tree(files.merging(edit.files) { $1 }), version: "1.1.0")
        #expect(again.paths.isEmpty)
    }

    @Test("Of a range, what is selected is promoted")
    func range() throws {
        var files = try Self.files()
        files.merge(try SetVersionTests.edit(files, .newestAlways).files) { $1 }
        #expect(try Self.promotion().version(in: SampleDelivery.tree(files)) == "1.1.0")
    }

    @Test("Where the source has moved on since it was verified, nothing is promoted")
    func moved() throws {
        let error = #expect(throws: DeliveryError.self) {
            try Self.promotion().edit(SampleDelivery.tree(Self.files()), version: "1.0.0")
        }
        #expect(error?.message == "staging has gone from 1.0.0 to 1.1.0 meanwhile")
    }

    @Test("A target that is at a higher version, or has no install, is refused")
    func targets() throws {
        let promotion = try Promotion(package: "app.default.tap", from: "prod", to: ["staging"])
        var files = try Self.files()
        let lower = #expect(throws: DeliveryError.self) {
            try promotion.edit(SampleDelivery.tree(files), version: "1.0.0")
        }
        #expect(lower?.hint?.hasPrefix("to go back: kubectl carvel-deliver rollback") == true)
        files["app.default.tap/prod/packageinstall.yaml"] = nil
        files["app.default.tap/prod/params.yaml"] = nil
        let absent = #expect(throws: DeliveryError.self) {
            try Self.promotion().edit(SampleDelivery.tree(files), version: "1.1.0")
        }
        #expect(absent?.message == "app.default.tap is not installed on prod")
        #expect(throws: DeliveryError.self) { try Promotion(package: "app", from: "prod", to: ["prod"]) }
    }

    @Test("The proof is the package's own chain to the source cluster, all of it verified")
    func proof() async throws {
        let evidence = try await Self.evidence()
        #expect(Promotion.isProof(evidence))
        #expect(
            evidence.map { "\($0.cluster ?? "-") \($0.kind) \($0.name)" } == [
                "- Branch main",
                "build Cluster build",
                "build GitRepository app.default.tap-gitops-repo",
                "build Secret staging-kubeconfig",
                "build Kustomization app.default.tap-staging-packages",
                "build Kustomization app.default.tap-staging-packageinstalls",
                "staging Cluster staging",
                "staging Package app.default.tap.1.0.0",
                "staging Package app.default.tap.1.1.0",
                "staging PackageInstall app",
                "staging App app",
            ]
        )
    }

    @Test("A failure on another cluster, or something left over or astray, does not count")
    func elsewhere() async throws {
        let evidence = try await Self.evidence { clusters in
            clusters.remove(.packageInstall, namespace: "shop", "app", on: "prod")
            clusters.remove(.secret, namespace: "shop", "prod-kubeconfig", on: "build")
            clusters.put(
                FluxSample.ready(
                    KubernetesObject(
                        .kustomization,
                        name: "old-staging-packages",
                        namespace: "shop",
                        labels: [
                            "app.kubernetes.io/managed-by": "carvel-deliver", "app.kubernetes.io/part-of": "shop",
                        ],
                        ["spec": [:]]
                    )
                ),
                as: .kustomization,
                on: "build"
            )
        }
        #expect(Promotion.isProof(evidence))
    }

    @Test("An install that does not run on the source is no proof")
    func failing() async throws {
        let evidence = try await Self.evidence { $0.remove(.app, namespace: "shop", "app", on: "staging") }
        #expect(!Promotion.isProof(evidence))
        #expect(!Promotion.isProof([]), "nothing to look at proves nothing")
    }
}
