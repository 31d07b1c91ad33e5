import Testing
import YAMLDocument

@testable import CarvelCore

extension DeliveryCase {
    private static let repo = "app.default.tap-gitops-repo"
    private static let packages = "app.default.tap-staging-packages"
    private static let installs = "app.default.tap-staging-packageinstalls"
    private static let old = FluxSample.revision(FluxSample.earlier)

    private static func repository(
        _ name: String,
        _ words: String,
        _ more: String = "",
        _ change: @escaping @Sendable (inout [String: String]) throws -> Void
    ) -> DeliveryCase {
        DeliveryCase("repository \(name)", .failed, 1, words, more, files: change) { _ in }
    }

    private static func source(
        _ name: String,
        _ verdict: Verdict,
        _ words: String,
        _ more: String = "",
        _ change: @escaping @Sendable (KubernetesObject) -> KubernetesObject?
    ) -> DeliveryCase {
        DeliveryCase("GitRepository \(name)", verdict, 1, words, more) {
            try $0.edit(.gitRepository, repo, on: "build", change)
        }
    }

    private static func kustomization(
        _ name: String,
        _ verdict: Verdict,
        _ words: String,
        _ more: String = "",
        _ change: @escaping @Sendable (KubernetesObject) -> KubernetesObject?
    ) -> DeliveryCase {
        DeliveryCase("Kustomization \(name)", verdict, 1, words, more) {
            try $0.edit(.kustomization, packages, on: "build", change)
        }
    }

    /// The repository itself.
    static let brokenRepositories = [
        repository("that installs nothing", "it installs no package", "carvel-deliver add") {
            $0 = SampleDelivery.emptyFiles()
        },
        repository("with an install for a cluster that is not named", "is for \"qa\", which is no run cluster") {
            $0["app.default.tap/qa/packageinstall.yml"] = $0["app.default.tap/prod/packageinstall.yaml"]
        },
        repository("with an install in a file of another name", "is only read from PACKAGE/CLUSTER/") {
            $0["app.default.tap/prod/second.yml"] = $0["app.default.tap/prod/packageinstall.yaml"]
        },
        repository("with an install at the root", "packageinstall.yaml holds a PackageInstall") {
            $0["packageinstall.yaml"] = $0["app.default.tap/prod/packageinstall.yaml"]
        },
    ]

    static let brokenGitRepositories = [
        source("absent", .failed, "is not on the cluster", "kubectl carvel-deliver apply") { _ in nil },
        source("being deleted", .failed, "is being deleted", "kubectl carvel-deliver apply") {
            $0.setting("2026-11-21T05:14:30Z", at: "metadata", "deletionTimestamp")
        },
        source("suspended", .failed, "is suspended", "carvel-deliver resume") {
            $0.setting(true, at: "spec", "suspend")
        },
        source("at an earlier commit", .progressing, "has not fetched 0123456789ab yet") {
            $0.setting(.string(old), at: "status", "artifact", "revision")
        },
        source("of a generation that is not observed", .progressing, "ReconciliationSucceeded") {
            $0.setting(2, at: "metadata", "generation")
        },
        source("that may not log in", .failed, "authentication required", "apply --update-git-secret") {
            $0.failing("GitOperationFailed", "failed to checkout: authentication required")
        },
        source("stalled", .failed, "InvalidURL: no such scheme", "describe gitrepository") {
            $0.setting(
                [FluxSample.condition("Stalled", "True", "InvalidURL", "no such scheme")],
                at: "status",
                "conditions"
            )
        },
        source("of another repository", .failed, "its spec.url is not what delivery.yaml asks for") {
            $0.setting("https://git.example.com/other.git", at: "spec", "url")
        },
        source("of another branch", .failed, "its spec.ref is not what delivery.yaml asks for") {
            $0.setting("old", at: "spec", "ref", "branch")
        },
    ]

    static let brokenKustomizations = [
        kustomization("absent", .failed, "is not on the cluster", "kubectl carvel-deliver apply") { _ in nil },
        kustomization("being deleted", .failed, "is being deleted") {
            $0.setting("2026-11-21T05:14:30Z", at: "metadata", "deletionTimestamp")
        },
        kustomization("suspended", .failed, "is suspended", "carvel-deliver resume") {
            $0.setting(true, at: "spec", "suspend")
        },
        kustomization("at an earlier commit", .progressing, "has not applied 0123456789ab yet") {
            $0.setting(.string(old), at: "status", "lastAppliedRevision")
        },
        kustomization("that fails and tries again", .failed, "HealthCheckFailed: timeout", "describe kustomization") {
            $0.failing("HealthCheckFailed", "timeout waiting for: [Package/shop/x]")
        },
        kustomization("that can't build", .failed, "BuildFailed: no such resource") {
            $0.failing("BuildFailed", "no such resource")
        },
        kustomization("that may not apply", .failed, "cannot patch resource", "gives the service account its rights") {
            $0.failing(
                "ReconciliationFailed",
                "dry-run failed (Forbidden): User \"x\" cannot patch resource \"packages\""
            )
        },
        kustomization("that can't log in", .failed, "Unauthorized", "carvel-kubeconfig-secret create") {
            $0.failing("ReconciliationFailed", "failed to build kube client: Unauthorized")
        },
        kustomization("that failed on an earlier commit", .progressing, "has not tried 0123456789ab yet; before: Build")
        {
            $0.failing("BuildFailed", "no such resource", on: FluxSample.earlier)
        },
        kustomization("whose path this commit lacks for Flux", .failed, "path not found") {
            $0.failing("ArtifactFailed", "kustomization path not found: stat /tmp/x: no such file or directory")
        },
        DeliveryCase(
            "Kustomization whose path is not in the commit",
            .failed,
            1,
            "is not in commit 0123456789ab",
            "push the files",
            files: {
                $0[SampleDelivery.packagePath()] = nil
                $0["app.default.tap/prod/packageinstall.yaml"] = nil
                $0["app.default.tap/prod/params.yaml"] = nil
                $0["other.default.tap/packages/1.0.0.yaml"] = SampleDelivery.package()
            }
        ) { clusters in
            try clusters.edit(.kustomization, packages, on: "build") {
                $0.failing("ArtifactFailed", "kustomization path not found: stat /tmp/x", on: FluxSample.earlier)
            }
        },
        kustomization("that waits for the artifact", .progressing, "Source artifact not found, retrying") {
            $0.failing("ArtifactFailed", "Source artifact not found, retrying in 30s")
        },
        DeliveryCase("Kustomization that waits for a failed one", .failed, 1, "BuildFailed: boom", "is not ready") {
            try $0.edit(.kustomization, packages, on: "build") { $0.failing("BuildFailed", "boom") }
            try $0.edit(.kustomization, installs, on: "build") {
                $0.failing("DependencyNotReady", "dependency 'shop/\(packages)' is not ready")
            }
        },
        kustomization("that waits for one that nobody has", .failed, "dependency 'shop/gone' not found") {
            $0.failing("DependencyNotReady", "dependency 'shop/gone' not found")
        },
        kustomization("of another path", .failed, "its spec.path is not what delivery.yaml asks for") {
            $0.setting("./app.default.tap/old", at: "spec", "path")
        },
        kustomization("to another cluster", .failed, "its spec.kubeConfig is not what delivery.yaml asks for") {
            $0.setting("prod-kubeconfig", at: "spec", "kubeConfig", "secretRef", "name")
        },
        kustomization("to another namespace", .failed, "its spec.targetNamespace is not what delivery.yaml asks for") {
            $0.setting("elsewhere", at: "spec", "targetNamespace")
        },
        DeliveryCase(
            "Kustomization that nothing calls for",
            .failed,
            1,
            "is not called for",
            "apply --prune"
        ) {
            let present = try #require($0.object(.kustomization, namespace: "shop", packages, on: "build"))
            $0.put(present.setting("gone", at: "metadata", "name"), as: .kustomization, on: "build")
        },
    ]
}
