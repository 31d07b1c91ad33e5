import FoundationEssentials

@testable import CarvelCore

/// A delivery of two packages to three run clusters in which everything has happened: one is verified, one has failed,
/// one is held up by that, and one cluster does not answer.
enum SampleReport {
    static let time = Date(timeIntervalSince1970: 1_750_000_000)
    static let commit = "0123456789abcdef0123456789abcdef01234567"
    static let app = "app.default.tap"
    static let hungry = "hungry-services-search-provider.default.tap"
    static let version = "20230321004057.0.0+build.6db88c7"

    static let report = VerificationReport(
        delivery: "shop",
        commit: commit,
        links: [link(nil, "Branch", "main", found: "0123456")] + build + staging + prod + [unreachable]
    )

    /// A report of which all is verified, or nothing but some links.
    static func report(_ links: [VerificationLink]) -> VerificationReport {
        VerificationReport(delivery: "shop", commit: commit, links: links)
    }

    static func link(
        _ cluster: String?,
        _ kind: String,
        _ name: String,
        _ verdict: Verdict = .verified,
        found: String? = nil,
        reason: String? = nil,
        advice: String? = nil,
        package: String? = nil,
        runCluster: String? = nil
    ) -> VerificationLink {
        VerificationLink(
            cluster: cluster,
            kind: kind,
            namespace: cluster == nil ? nil : "shop",
            name: name,
            verdict: verdict,
            found: found,
            expected: found,
            reason: reason,
            advice: advice,
            package: package,
            runCluster: runCluster
        )
    }

    private static let build =
        [app, hungry].map { (package: String) in
            link("build", "GitRepository", "\(package)-gitops-repo", found: "0123456", package: package)
        }
        + ["staging", "prod", "edge"].flatMap { (cluster: String) in
            [app, hungry].filter { $0 == app || cluster != "prod" }.flatMap { (package: String) in
                ["packages", "packageinstalls"].map { folder in
                    link(
                        "build",
                        "Kustomization",
                        "\(package)-\(cluster)-\(folder)",
                        found: "0123456",
                        package: package,
                        runCluster: cluster
                    )
                }
            }
        }

    private static let staging = [app, hungry].flatMap { package in
        ["Package", "PackageInstall", "App"].map { kind in
            link(
                "staging",
                kind,
                kind == "Package" ? "\(package).\(version)" : package.prefix { $0 != "." }.description,
                found: version,
                package: package,
                runCluster: "staging"
            )
        }
    }

    private static let prod = [
        link("prod", "Package", "\(app).\(version)", found: version, package: app, runCluster: "prod"),
        link(
            "prod",
            "PackageInstall",
            "app",
            .failed,
            found: "20230321004057.0.0",
            reason: "kapp: Error: waiting on <deployment/app> & more\n  \"denied\" by 'policy' ]]> \u{1B}[31m",
            advice: "kubectl --context prod -n shop describe packageinstall app",
            package: app,
            runCluster: "prod"
        ),
        link("prod", "App", "app", .progressing, reason: "waits for it", package: app, runCluster: "prod"),
    ]

    private static let unreachable = VerificationLink(
        cluster: "edge",
        kind: "Cluster",
        name: "edge",
        verdict: .unknown,
        reason: "https://edge.example.com:6443: no answer within 10 s",
        advice: "check with \"kubectl --context edge get --raw /readyz\"",
        runCluster: "edge"
    )
}
