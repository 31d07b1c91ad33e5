import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("The report of a verification")
struct VerificationReportTests {
    private static func link(
        _ verdict: Verdict,
        package: String? = nil,
        runCluster: String? = nil
    ) -> VerificationLink {
        VerificationLink(
            cluster: "build",
            kind: "Kustomization",
            name: "x",
            verdict: verdict,
            package: package,
            runCluster: runCluster
        )
    }

    @Test(
        "Is as good as its worst link, and nothing is no success",
        arguments: [
            ([], .unknown),
            ([.verified], .verified),
            ([.verified, .progressing], .progressing),
            ([.progressing, .unknown, .verified], .unknown),
            ([.failed, .unknown, .progressing, .verified], .failed),
            ([.unknown, .failed], .failed),
        ] as [([Verdict], Verdict)]
    )
    func verdict(links: [Verdict], whole: Verdict) {
        let report = VerificationReport(delivery: "shop", commit: nil, links: links.map { Self.link($0) })
        #expect(report.verdict == whole)
    }

    @Test("Is settled once all that is on its way is held up by a failure before it")
    func settled() {
        func isSettled(_ links: VerificationLink...) -> Bool {
            VerificationReport(delivery: "shop", commit: nil, links: links).isSettled
        }
        #expect(isSettled(Self.link(.verified), Self.link(.failed), Self.link(.unknown)))
        #expect(!isSettled(Self.link(.verified), Self.link(.progressing)))
        #expect(isSettled(Self.link(.failed), Self.link(.progressing, package: "app")))
        #expect(!isSettled(Self.link(.progressing, package: "app"), Self.link(.failed)))
        #expect(!isSettled(Self.link(.failed, package: "other"), Self.link(.progressing, package: "app")))
        #expect(
            !isSettled(
                Self.link(.failed, package: "app", runCluster: "prod"),
                Self.link(.progressing, package: "app", runCluster: "staging")
            )
        )
        #expect(
            isSettled(
                Self.link(.failed, package: "app"),
                Self.link(.progressing, package: "app", runCluster: "staging")
            )
        )
    }

    @Test("Is an object with a version, in JSON, with each link that was looked at")
    func json() async throws {
        let clusters = try InMemoryClusters.healthy(SampleDelivery.tree(SampleDelivery.files()))
        let install = try #require(clusters.object(.packageInstall, namespace: "shop", "app", on: "staging"))
        clusters.put(install.setting(true, at: "spec", "paused"), as: .packageInstall, on: "staging")
        let unauthorized = try ContractExchange.named("bad token", in: "auth").answer
        _ = clusters.with("prod") { $0.troubles = [("", .answer(unauthorized))] }
        let report = try await DeliveryVerifierTests.report(clusters)
        try Golden.expect(YAMLWriter.string(report.json), is: "verification-report.yaml")
        #expect(try JSONReader.value(JSONWriter.bytes(report.json)) == report.json)
    }
}
