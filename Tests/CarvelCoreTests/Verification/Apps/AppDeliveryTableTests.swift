import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Deliveries of kapp-controller's engine, and what verification says of them")
struct AppDeliveryTableTests {
    static let broken =
        AppDeliveryCase.brokenApps + AppDeliveryCase.brokenRepositories + AppDeliveryCase.brokenInstalls
        + AppDeliveryCase.brokenClusters + AppDeliveryCase.untold

    static let healthy = [
        AppDeliveryCase("as the document has it", .verified, files: { _ in }),
        AppDeliveryCase("with another period", .verified) {
            try $0.editApps(.app, "pkg-gitops-example") { $0.setting("1m0s", at: "spec", "syncPeriod") }
        },
        AppDeliveryCase("whose App is not in the repository", .verified, files: { $0["app/app.yml"] = nil }),
        AppDeliveryCase("with an install of somebody else", .verified) {
            let install = try #require($0.object(.packageInstall, namespace: "pkg-gitops", "contour", on: "prod"))
            let other = install.setting("theirs", at: "metadata", "name").setting(nil, at: "metadata", "labels")
            $0.put(other.failing("boom"), as: .packageInstall, on: "prod")
        },
        AppDeliveryCase("that installs nothing", .verified, files: { $0["packaging/packageinstalls.yml"] = nil }),
        AppDeliveryCase(
            "on two clusters, from a build cluster",
            .verified,
            files: onBuildCluster
        ),
        AppDeliveryCase(
            "whose App puts all into a namespace of its own",
            .verified,
            files: { try $0.edit("app/app.yml", "- kapp: {}", "- kapp: {intoNs: elsewhere}") }
        ) {
            for (type, name) in [(ResourceType.packageRepository, "tce-repository"), (.packageInstall, "contour")] {
                try #require($0.object(type, namespace: "elsewhere", name, on: "prod") != nil)
            }
        },
        AppDeliveryCase(
            "whose App names the namespace of what names none",
            .verified,
            files: {
                try $0.edit("app/app.yml", "- kapp: {}", "- kapp: {}\n  defaultNamespace: elsewhere")
                for file in ["packaging/repo.yml", "packaging/packageinstalls.yml"] {
                    try $0.edit(file, "  namespace: pkg-gitops\n", "")
                }
            }
        ) {
            try $0.offerPackages(in: "elsewhere")
            try #require($0.object(.packageInstall, namespace: "elsewhere", "contour", on: "prod") != nil)
        },
        AppDeliveryCase(
            "with installs of one name in two namespaces",
            .verified,
            files: {
                let place = "\n  namespace: "
                try $0.edit(
                    "packaging/packageinstalls.yml",
                    "name: contour\(place)pkg-gitops",
                    "name: cert-manager\(place)elsewhere"
                )
            }
        ) {
            try $0.offerPackages(in: "elsewhere")
            try #require($0.object(.packageInstall, namespace: "elsewhere", "cert-manager", on: "prod") != nil)
        },
        AppDeliveryCase(
            "with an overlay in the text of a Secret, which is none of the App's",
            .verified,
            files: { $0["packaging/packageinstalls.yml"]? += AppDeliveryCase.overlaySecret }
        ),
        AppDeliveryCase(
            "with an overlay that changes nothing which is judged",
            .verified,
            files: { $0["packaging/overlay.yml"] = AppDeliveryCase.overlay }
        ),
    ]

    /// The same for two clusters, with the Apps on a build cluster.
    private static func onBuildCluster(_ files: inout [String: String]) {
        let packaging = files.filter { $0.key.hasPrefix("packaging/") }
        files = [Delivery.fileName: SampleApps.remoteYAML]
        for (path, text) in packaging {
            for name in ["staging", "prod"] {
                files[path.replacing("packaging/", with: "packaging/\(name)/")] = text
            }
        }
    }

    @Test("Where the Apps beside these can't be listed, nobody says that there is none of before")
    func hidden() async throws {
        let given = AppDeliveryCase("", .unknown, files: Self.onBuildCluster) {
            $0.forbid("/namespaces/apps/apps", "apps", on: "hub")
        }
        let links = try await given.report().links.filter { $0.kind == DeliveryVerifier.clusterKind }
        let hub = links.filter { $0.cluster == "hub" }
        #expect(hub.map(\.verdict) == [.verified, .unknown])
        #expect(hub.last?.reason?.contains("cannot list resource \"apps\"") == true)
    }

    @Test("A broken one has the verdict and the exit status, and the cause is named", arguments: broken)
    func judgeBroken(_ given: AppDeliveryCase) async throws {
        let report = try await given.report()
        let broken = report.links.filter { $0.verdict != .verified }
        #expect(report.verdict == given.verdict, "\(broken)")
        #expect(report.verdict.exitStatus == given.status)
        let text = broken.flatMap { [$0.reason, $0.advice] }.compactMap(\.self).joined(separator: "\n")
        for words in given.words { #expect(words.isEmpty || text.contains(words), "\(words): \(text)") }
        #expect(broken.allSatisfy { $0.reason?.isEmpty == false }, "\(broken)")
        #expect(report.links.contains { $0.verdict == .verified }, "one thing that is broken hides the others")
    }

    @Test("A healthy one is verified", arguments: healthy)
    func judgeHealthy(_ given: AppDeliveryCase) async throws {
        let report = try await given.report()
        #expect(report.verdict == .verified, "\(report.links.filter { $0.verdict != .verified })")
        #expect(report.links.allSatisfy { $0.reason == nil && $0.advice == nil })
    }

    @Test("The chain goes from the branch through App and repository to each install and its App")
    func chain() async throws {
        let report = try await Self.healthy[0].report()
        #expect(
            report.links.map { "\($0.kind) \($0.name)" } == [
                "Branch main", "Cluster prod", "App pkg-gitops-example", "PackageRepository tce-repository",
                "PackageInstall cert-manager", "App cert-manager", "PackageInstall contour", "App contour",
            ]
        )
        #expect(report.links.suffix(2).allSatisfy { $0.package == SampleApps.contour })
        #expect(
            report.links[2].found == "0123456789ab"
                && report.links[3].found == "projects.registry.vmware.com/tce/main:0.10.0"
        )
    }

    @Test("From a build cluster, the App there and where its kubeconfig leads count for its run cluster")
    func build() async throws {
        let report = try await Self.healthy[5].report()
        let build = report.links.filter { $0.cluster == "hub" }
        #expect(
            build.map { "\($0.kind) \($0.name) \($0.runCluster ?? "-")" } == [
                "Cluster hub -", "Secret prod-kubeconfig prod", "App shop-staging staging", "App shop-prod prod",
            ]
        )
        #expect(
            report.links.filter { $0.kind == "PackageInstall" }.compactMap { $0.cluster } == [
                "staging", "staging", "prod", "prod",
            ]
        )
    }

    @Test("An App that has gone on to a later commit is told from one that is behind")
    func laterCommit() async throws {
        let given = AppDeliveryCase("", .failed) {
            try $0.editApps(.app, "pkg-gitops-example") {
                $0.setting(AppSample.fetch(FluxSample.earlier), at: "status", "fetch")
            }
        }
        let report = try await given.report(laterCommits: [FluxSample.earlier])
        #expect(report.links[2].reason == "has gone on to ffffffffffff, which came after 0123456789ab")
    }

    @Test("A failure of the App is settled though what it has not brought is on its way")
    func settled() async throws {
        let given = AppDeliveryCase("", .failed) {
            try $0.editApps(.app, "pkg-gitops-example") { $0.failing("boom") }
            try $0.editApps(.packageRepository, "tce-repository") { _ in nil }
            try $0.editApps(.packageInstall, "contour") { _ in nil }
        }
        let report = try await given.report()
        #expect(report.links.contains { $0.verdict == .progressing } && report.isSettled)
    }
}

extension InMemoryClusters {
    /// Offers the Packages in another namespace, too: where an install is, they have to be.
    fileprivate func offerPackages(in namespace: String) throws {
        for (refName, versions) in Self.offeredVersions {
            for version in versions {
                let name = "\(refName).\(version)"
                let package = try #require(object(.package, namespace: "pkg-gitops", name, on: "prod"))
                put(package.moved(to: namespace), as: .package, on: "prod")
            }
        }
    }
}
