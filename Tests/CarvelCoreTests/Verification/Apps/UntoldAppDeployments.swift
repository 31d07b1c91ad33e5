import Testing
import YAMLDocument

@testable import CarvelCore

/// Deliveries whose files ytt makes something else of, so that nobody can tell what is due.
extension AppDeliveryCase {
    /// An overlay that kapp-controller lays over what an install deploys.
    static let overlaySecret = """
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: contour-overlay, namespace: pkg-gitops}
        stringData:
          overlay.yml: |
            #@ load("@ytt:overlay", "overlay")
            #@overlay/match by=overlay.all
            ---

        """

    /// An overlay over what the App deploys.
    static let overlay = """
        #@ load("@ytt:overlay", "overlay")
        #@overlay/match by=overlay.subset({"kind": "PackageInstall"}), expects="1+"
        ---
        spec:
          syncPeriod: 1h

        """

    static let untold = [
        AppDeliveryCase(
            "a PackageRepository in a template",
            .unknown,
            "packaging/repo.yml is a template of ytt, so it could not be told what the repository calls for",
            files: { try $0.edit("packaging/repo.yml", "image: projects", "image: #@ registry + \"projects") }
        ) {
            try $0.editApps(.packageRepository, "tce-repository") {
                $0.setting("registry.example.com/main:1", at: "spec", "fetch", "imgpkgBundle", "image")
            }
        },
        AppDeliveryCase(
            "a PackageRepository with such comments, where the App has no ytt",
            .progressing,
            "is not what packaging/repo.yml says yet",
            files: {
                try $0.edit("packaging/repo.yml", "spec:\n", "#@ x = 1\nspec:\n")
                try $0.edit("app/app.yml", "- ytt: {}", "- kbld: {}")
            }
        ) {
            try $0.editApps(.packageRepository, "tce-repository") {
                $0.setting("registry.example.com/main:1", at: "spec", "fetch", "imgpkgBundle", "image")
            }
        },
        AppDeliveryCase(
            "values in a template, which the cluster has",
            .unknown,
            "packaging/values.yml is a template of ytt",
            files: { try addValues("#@ values", to: &$0) }
        ) { $0.put(CarvelSample.secret("contour-values", namespace: "pkg-gitops"), as: .secret, on: "prod") },
        AppDeliveryCase(
            "values in a template, with other keys than the cluster's",
            .unknown,
            "packaging/values.yml is a template of ytt",
            files: {
                try addValues("a", to: &$0)
                try $0.edit(
                    "packaging/values.yml",
                    "  values.yaml",
                    "  #@ if True:\n  more.yaml: b\n  #@ end\n  values.yaml"
                )
            }
        ) { $0.put(CarvelSample.secret("contour-values", namespace: "pkg-gitops"), as: .secret, on: "prod") },
        AppDeliveryCase(
            "values in plain text that are not the cluster's",
            .progressing,
            "is not what packaging/values.yml says yet",
            files: { try addValues("\"replicas: 2\"", to: &$0) }
        ) { $0.put(CarvelSample.secret("contour-values", namespace: "pkg-gitops"), as: .secret, on: "prod") },
        AppDeliveryCase(
            "values that an overlay may change",
            .unknown,
            "is not what packaging/values.yml says, and packaging/overlay.yml is an overlay of ytt that may change it",
            files: {
                try addValues("\"replicas: 2\"", to: &$0)
                $0["packaging/overlay.yml"] = overlay
            }
        ) { $0.put(CarvelSample.secret("contour-values", namespace: "pkg-gitops"), as: .secret, on: "prod") },
        AppDeliveryCase(
            "an install that an overlay has changed",
            .unknown,
            "is not what packaging/packageinstalls.yml says, and packaging/overlay.yml is an overlay of ytt",
            files: { $0["packaging/overlay.yml"] = overlay }
        ) { try $0.editApps(.packageInstall, "contour") { $0.setting("1h0m0s", at: "spec", "syncPeriod") } },
        AppDeliveryCase(
            "a Package in a template",
            .unknown,
            "packaging/package.yml is a template of ytt, so it could not be told which version is due",
            files: {
                $0["packaging/package.yml"] =
                    SampleDelivery.package("1.17.1", refName: SampleApps.contour) + "#@ x = 1\n"
            }
        ),
        AppDeliveryCase(
            "an install whose name is made up in a template",
            .unknown,
            "packaging/made.yml is a template of ytt, so it could not be told whether the repository calls for it",
            files: {
                $0["packaging/made.yml"] = """
                    apiVersion: packaging.carvel.dev/v1alpha1
                    kind: PackageInstall
                    metadata: {namespace: pkg-gitops}
                    #@ metadata.name = "web"
                    spec:
                      packageRef: {refName: \(SampleApps.contour), versionSelection: {constraints: 1.17.1}}

                    """
            }
        ) {
            let install = try #require($0.object(.packageInstall, namespace: "pkg-gitops", "contour", on: "prod"))
            $0.put(install.setting("web", at: "metadata", "name"), as: .packageInstall, on: "prod")
        },
    ]

    /// Gives contour values from a Secret of the repository.
    static func addValues(_ text: String, to files: inout [String: String]) throws {
        files["packaging/packageinstalls.yml"]? += "  values: [{secretRef: {name: contour-values}}]\n"
        files["packaging/values.yml"] = """
            apiVersion: v1
            kind: Secret
            metadata: {name: contour-values, namespace: pkg-gitops}
            stringData:
              values.yaml: \(text)

            """
    }
}
