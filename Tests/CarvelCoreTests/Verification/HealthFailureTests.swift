import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("A Kustomization whose health check failed")
struct HealthFailureTests {
    private static let name = "app.default.tap-staging-packageinstalls"
    private static let message =
        "health check failed after 1s: failed early due to stalled resources: "
        + "[PackageInstall/shop/app status: 'Failed']"

    private static func link(
        _ kind: ResourceType,
        _ verdict: Verdict,
        reason: String? = nil,
        cluster: String = "staging"
    ) -> VerificationLink {
        var link = VerificationLink(cluster: "c", kind: kind.kind, name: "n", verdict: verdict, reason: reason)
        link.package = "app.default.tap"
        link.runCluster = cluster
        return link
    }

    @Test(
        "Is in progress where its installs are not failing on the run cluster",
        arguments: [
            ([.verified, .verified], true), ([.progressing, .verified], true), ([.failed, .verified], false),
            ([.verified, .failed], false), ([.unknown, .verified], false), ([], false),
        ] as [([Verdict], Bool)]
    )
    func weighed(verdicts: [Verdict], isInProgress: Bool) {
        let failed = Self.link(.kustomization, .failed, reason: "HealthCheckFailed: \(Self.message)")
        let kinds: [ResourceType] = [.packageInstall, .app]
        let links = zip(kinds, verdicts).map { Self.link($0, $1) } + [Self.link(.app, .verified, cluster: "prod")]
        let weighed = HealthFailure.weighed(failed, against: links)
        #expect(weighed.verdict == (isInProgress ? .progressing : .failed))
        #expect(weighed.reason?.contains(Self.message) == true)
    }

    @Test("Stays failed where an install that no file names any more fails beside those that are well")
    func leftover() {
        struct One: PackageLinks.Expected {
            func count(of package: Int) -> Int { 1 }
            func link(of package: Int, at position: Int, version: String) -> VerificationLink {
                HealthFailureTests.link(.kustomization, .verified)
            }
        }
        var kustomizations = PackageLinks(One())
        kustomizations.append([Self.link(.kustomization, .failed, reason: "HealthCheckFailed: \(Self.message)")])
        var packages = PackageLinks(One())
        packages.append([Self.link(.packageInstall, .verified), Self.link(.app, .verified)])
        let cluster = Self.link(.app, .verified)
        for (unknown, verdict) in [([], Verdict.progressing), ([Self.link(.packageInstall, .failed)], .failed)] {
            let run = DeliveryVerifier.RunClusterLinks(cluster: cluster, packages: packages, unknown: unknown)
            #expect(HealthFailure.weighed(kustomizations, against: run)[0].verdict == verdict)
        }
        #expect(HealthFailure.weighed(kustomizations, against: nil)[0].verdict == .failed)
    }

    @Test("Other failures are final whatever the run cluster shows")
    func others() {
        let links = [Self.link(.packageInstall, .verified)]
        for reason in ["ReconciliationFailed: no", "HealthCheckFailed: timeout waiting for: [Package/shop/x]"] {
            let failed = Self.link(.kustomization, .failed, reason: reason)
            #expect(HealthFailure.weighed(failed, against: links) == failed)
        }
    }

    @Test("Is taken back to progress in a whole verification, and is no success")
    func whole() async throws {
        let tree = try SampleDelivery.tree(SampleDelivery.files())
        let clusters = try InMemoryClusters.healthy(tree)
        let object = try #require(clusters.object(.kustomization, namespace: "shop", Self.name, on: "build"))
        let failed = object.setting(
            [FluxSample.condition("Ready", "False", "HealthCheckFailed", Self.message)],
            at: "status",
            "conditions"
        )
        clusters.put(failed, as: .kustomization, on: "build")
        let report = try await DeliveryVerifier(tree, clusters: clusters.directory()).verify()
        let link = try #require(report.links.first { $0.name == Self.name })
        #expect(link.verdict == .progressing, "\(link)")
        #expect(report.verdict == .progressing)
    }
}
