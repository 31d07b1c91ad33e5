import HTTPTransport
import Testing
import YAMLDocument

@testable import CarvelCore

extension AppDeliveryCase {
    static let brokenRepositories = [
        object(
            .packageRepository,
            "tce-repository",
            "that is absent",
            .progressing,
            "is not on the cluster yet",
            "waits"
        ) { _ in nil },
        object(
            .packageRepository,
            "tce-repository",
            "that failed",
            .failed,
            "Fetching image: boom",
            "correct spec.fetch in packaging/repo.yml"
        ) { $0.failing("vendir: Error: Fetching image: boom") },
        object(
            .packageRepository,
            "tce-repository",
            "of another image",
            .progressing,
            "is not what packaging/repo.yml says yet"
        ) { $0.setting("other:1", at: "spec", "fetch", "imgpkgBundle", "image") },
        object(.packageRepository, "tce-repository", "paused", .failed, "is paused, so its Packages", "patch") {
            $0.setting(true, at: "spec", "paused")
        },
        object(.packageRepository, "tce-repository", "not seen", .progressing, "has not seen its latest change") {
            $0.setting(2, at: "metadata", "generation")
        },
        object(.packageRepository, "tce-repository", "that goes", .failed, "is being deleted") {
            $0.setting("2026-11-21T05:14:30Z", at: "metadata", "deletionTimestamp")
        },
    ]

    static let brokenInstalls = [
        object(.packageInstall, "contour", "that is absent", .progressing, "is not on the cluster yet") { _ in nil },
        object(.packageInstall, "contour", "that failed", .failed, "kapp: Error: boom", "get packageinstall contour") {
            $0.failing("kapp: Error: boom")
        },
        object(
            .packageInstall,
            "contour",
            "without rights",
            .failed,
            "is forbidden",
            "give the service account its rights beside packaging/packageinstalls.yml"
        ) { $0.failing("kapp: Error: configmaps is forbidden") },
        object(.packageInstall, "contour", "of an older commit", .progressing, "is not what packaging/packageinst") {
            $0.setting("1.17.0", at: "spec", "packageRef", "versionSelection", "constraints")
        },
        object(.packageInstall, "contour", "at another version", .progressing, "is at 1.17.2, 1.17.1 is due") {
            $0.setting("1.17.2", at: "status", "version")
        },
        object(.packageInstall, "contour", "paused", .failed, "is paused, so nothing changes") {
            $0.setting(true, at: "spec", "paused")
        },
        object(.app, "contour", "of an install, at another version", .progressing, "is at 1.17.0, 1.17.1 is due") {
            $0.setting(["packaging.carvel.dev/package-version": "1.17.0"], at: "metadata", "annotations")
        },
        object(.app, "contour", "of an install, absent", .progressing, "is not on the cluster yet") { _ in nil },
        AppDeliveryCase(
            "no Package of the version",
            .failed,
            "Expected to find at least one version",
            "kubectl carvel-deliver versions contour.community.tanzu.vmware.com"
        ) {
            try $0.editApps(.package, "contour.community.tanzu.vmware.com.1.17.1") { _ in nil }
        },
        AppDeliveryCase(
            "an install that the App brought before",
            .failed,
            "App pkg-gitops-example brought it",
            "delete"
        ) {
            let install = try #require($0.object(.packageInstall, namespace: "pkg-gitops", "contour", on: "prod"))
            $0.put(install.setting("old", at: "metadata", "name"), as: .packageInstall, on: "prod")
        },
        AppDeliveryCase(
            "a version that only somebody else has brought",
            .failed,
            "is at 9.9.9, a Package that the cluster has and the repository has not; 1.17.1 is due"
        ) {
            let ours = ["packaging.carvel.dev/package-repository-ref": "pkg-gitops/tce-repository"] as JSONValue
            for version in ["1.17.1", "1.17.2"] {
                try $0.editApps(.package, "\(SampleApps.contour).\(version)") {
                    $0.setting(ours, at: "metadata", "annotations")
                }
            }
            let package = SampleDelivery.package("9.9.9", refName: SampleApps.contour)
            $0.put(
                KubernetesObject(try YAMLReader.document(package)).moved(to: "pkg-gitops"),
                as: .package,
                on: "prod"
            )
            try $0.editApps(.packageInstall, "contour") { $0.setting("9.9.9", at: "status", "version") }
        },
        AppDeliveryCase(
            "an App of before that delivers the branch too",
            .failed,
            "delivers this branch too, and delivery.yaml does not call for it"
        ) {
            let app = try #require($0.object(.app, namespace: "pkg-gitops", "pkg-gitops-example", on: "prod"))
            $0.put(app.setting("before", at: "metadata", "name"), as: .app, on: "prod")
        },
        AppDeliveryCase(
            "an install that no App deploys",
            .failed,
            "apps/installs.yml holds a PackageInstall, and no App deploys it: they deploy what is in packaging/",
            files: {
                $0["apps/installs.yml"] = $0["packaging/packageinstalls.yml"]
            }
        ),
        AppDeliveryCase(
            "an install in a template",
            .unknown,
            "packaging/template.yml is a template of ytt",
            files: {
                $0["packaging/template.yml"] =
                    ($0["packaging/packageinstalls.yml"] ?? "").replacing("name: contour\n", with: "name: web\n")
                    .replacing("name: cert-manager\n", with: "name: cert\n") + "#@ x = 1\n"
            }
        ),
    ]

    static let brokenClusters = [
        AppDeliveryCase("a cluster that can't be reached", .unknown, "connection refused") {
            $0.fail(
                "",
                on: "prod",
                .failure(HTTPTransportError(reason: .connectionFailed, message: "connection refused"))
            )
        },
        AppDeliveryCase("PackageRepositories that may not be listed", .unknown, "packagerepositories is forbidden") {
            $0.forbid("/packagerepositories", "packagerepositories", on: "prod")
        },
        AppDeliveryCase("an App that may not be read", .unknown, "apps is forbidden") {
            $0.forbid("/apps/pkg-gitops-example", "apps", verb: "get", on: "prod")
        },
        AppDeliveryCase("Packages that may not be listed", .unknown, "packages is forbidden") {
            $0.forbid("/packages", "packages", on: "prod")
        },
    ]
}
