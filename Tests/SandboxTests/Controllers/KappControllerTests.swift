import CarvelCore
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("The stand-in for kapp-controller", .serialized)
struct KappControllerTests {
    @Test("A change of the values Secret alone deploys again, without a new generation")
    func valuesChange() async throws {
        try await Self.withPackage { landscape in
            try await landscape.install()
            try await landscape.staging.wait(for: .packageInstall, "app", \.hasCarvelResult)
            try await landscape.applySecret("values", ["values.yaml": "workload_name: other\n"], to: landscape.staging)
            try await landscape.staging.wait(for: .configMap, "other") { _ in true }
            try await landscape.staging.waitForEnd(of: .configMap, "app")
            let app = try await landscape.staging.get(.app, namespace: "shop", name: "app")
            #expect(app.generation == 1)
        }
    }

    @Test("A PackageInstall that came before its Package is taken up when the Package comes")
    func packageComesLater() async throws {
        try await Landscape.with { landscape in
            try await landscape.prepareRunCluster()
            try await landscape.install()
            try await landscape.staging.wait(for: .packageInstall, "app") { $0.condition("ReconcileFailed") != nil }
            try await landscape.applyInShop(Manifests.package("1.0.0"))
            try await landscape.staging.wait(for: .packageInstall, "app") { $0.condition("ReconcileSucceeded") != nil }
        }
    }

    @Test("A paused PackageInstall keeps its old condition, while its App says that it is paused")
    func pausedAfterSuccess() async throws {
        try await Self.withPackage { landscape in
            try await landscape.install()
            try await landscape.staging.wait(for: .packageInstall, "app", \.hasCarvelResult)
            _ = try await landscape.staging.mergePatch(
                .packageInstall,
                namespace: "shop",
                name: "app",
                ["spec": ["paused": true]]
            )
            let app = try await landscape.staging.wait(for: .app, "app") {
                $0.status?["friendlyDescription"] == "Canceled/paused"
            }
            #expect(app.status?["conditions"] == nil)
            let install = try await landscape.staging.wait(for: .packageInstall, "app") {
                $0.status?["observedGeneration"]?.int == 2
            }
            #expect(install.condition("ReconcileSucceeded")?.status == "True")

            _ = try await landscape.staging.mergePatch(
                .packageInstall,
                namespace: "shop",
                name: "app",
                ["spec": ["paused": .null]]
            )
            try await landscape.staging.wait(for: .app, "app") { $0.condition("ReconcileSucceeded") != nil }
        }
    }

    @Test("Two installs that want the same object are told so")
    func ownership() async throws {
        try await Self.withPackage { landscape in
            try await landscape.install()
            try await landscape.staging.wait(for: .packageInstall, "app", \.hasCarvelResult)
            try await landscape.applyInShop(Manifests.install(name: "second"))
            let second = try await landscape.staging.wait(for: .packageInstall, "second") {
                $0.condition("ReconcileFailed") != nil
            }
            let message = try #require(second.status?["usefulErrorMessage"]?.string)
            #expect(message.hasPrefix("kapp: Error: Ownership errors:\n"))
            #expect(message.contains("'configmap/app (v1) namespace: shop' is already associated with a different app"))
        }
    }

    @Test("What the service account may not create is told in the server's words")
    func forbiddenObject() async throws {
        try await Self.withPackage { landscape in
            try await landscape.applyInShop(
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: app-cr-role}
                rules: [{apiGroups: [""], resources: [configmaps], verbs: [get, list]}]
                """
            )
            _ = try await landscape.staging.mergePatch(
                .role,
                namespace: "shop",
                name: "flux",
                ["rules": .array([])]
            )
            try await landscape.install()
            let install = try await landscape.staging.wait(for: .packageInstall, "app") {
                $0.condition("ReconcileFailed") != nil
            }
            let message = try #require(install.status?["usefulErrorMessage"]?.string)
            #expect(message.contains("cannot create resource \"configmaps\""))
        }
    }

    @Test("A bundle of the sandbox's registry is installed, and one that it lacks is an error of the fetch")
    func bundles() async throws {
        let files = [
            "config/config.yml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: #@ data.values.name\n",
            "config/schema.yml": "#@data/values-schema\n---\nname: from-bundle\n",
        ]
        try await Landscape.with({ $0.bundles = ["registry.example.com/app@sha256:1": files] }) { landscape in
            try await landscape.prepareRunCluster()
            for (version, image) in [("1.0.0", "sha256:1"), ("2.0.0", "sha256:2")] {
                try await landscape.applyInShop(
                    """
                    apiVersion: data.packaging.carvel.dev/v1alpha1
                    kind: Package
                    metadata: {name: app.default.tap.\(version)}
                    spec:
                      refName: app.default.tap
                      version: \(version)
                      template:
                        spec:
                          fetch: [{imgpkgBundle: {image: registry.example.com/app@\(image)}}]
                          template: [{ytt: {paths: [config]}}, {kbld: {}}]
                          deploy: [{kapp: {}}]
                    """
                )
            }
            try await landscape.applyInShop(Manifests.install(values: nil))
            try await landscape.staging.wait(for: .configMap, "from-bundle") { _ in true }

            try await landscape.applyInShop(Manifests.install("2.0.0", values: nil))
            let failed = try await landscape.staging.wait(for: .app, "app") { $0.condition("ReconcileFailed") != nil }
            #expect(
                failed.condition("ReconcileFailed")?.message
                    == "Fetching resources: Error (see .status.usefulErrorMessage for details)"
            )
            #expect(failed.status?["usefulErrorMessage"]?.string?.contains("app@sha256:2") == true)
        }
    }

    @Test("An App of its own syncs a folder of the git repository")
    func appWithGit() async throws {
        try await Landscape.with { landscape in
            try await landscape.prepareRunCluster()
            try await landscape.push([
                "cluster/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: from-git}\n",
                "other/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: not-this}\n",
            ])
            try await landscape.applySecret(
                "git",
                ["username": landscape.plane.gitUsername, "password": landscape.plane.gitPassword],
                to: landscape.staging
            )
            try await landscape.applyInShop(
                """
                apiVersion: kappctrl.k14s.io/v1alpha1
                kind: App
                metadata: {name: gitops}
                spec:
                  serviceAccountName: shop-sa
                  fetch:
                  - git:
                      url: \(landscape.plane.repositoryURL)
                      ref: origin/main
                      subPath: cluster
                      secretRef: {name: git}
                  template: [{ytt: {}}]
                  deploy: [{kapp: {}}]
                """
            )
            try await landscape.staging.wait(for: .app, "gitops") { $0.condition("ReconcileSucceeded") != nil }
            #expect(try await landscape.staging.find(.configMap, namespace: "shop", name: "from-git") != nil)
            #expect(try await landscape.staging.find(.configMap, namespace: "shop", name: "not-this") == nil)

            try await landscape.staging.delete(.app, namespace: "shop", name: "gitops")
            try await landscape.staging.waitForEnd(of: .app, "gitops")
            #expect(try await landscape.staging.find(.configMap, namespace: "shop", name: "from-git") == nil)
        }
    }

    @Test("An App that brings a PackageInstall fails with it")
    func appOfInstalls() async throws {
        try await Self.withPackage { landscape in
            let install = String(
                decoding: JSONWriter.bytes(.string(Manifests.install("9.9.9", values: nil))),
                as: UTF8.self
            )
            try await landscape.applyInShop(
                """
                apiVersion: kappctrl.k14s.io/v1alpha1
                kind: App
                metadata: {name: gitops}
                spec:
                  serviceAccountName: shop-sa
                  fetch: [{inline: {paths: {install.yml: \(install)}}}]
                  template: [{ytt: {}}]
                  deploy: [{kapp: {}}]
                """
            )
            let failed = try await landscape.staging.wait(for: .app, "gitops") {
                $0.condition("ReconcileFailed") != nil
            }
            let message = try #require(failed.status?["usefulErrorMessage"]?.string)
            #expect(
                message.hasPrefix(
                    "kapp: Error: waiting on reconcile packageinstall/app (packaging.carvel.dev/v1alpha1) "
                        + "namespace: shop:\n  Finished unsuccessfully (Reconcile failed: "
                )
            )
        }
    }

    private static func withPackage(_ body: (Landscape) async throws -> Void) async throws {
        try await Landscape.with { landscape in
            try await landscape.prepareRunCluster()
            try await landscape.applyInShop(Manifests.package("1.0.0"))
            try await body(landscape)
        }
    }
}

extension Landscape {
    /// The PackageInstall of the small package, with its values.
    fileprivate func install() async throws {
        try await applySecret("values", ["values.yaml": "workload_name: app\n"], to: staging)
        try await applyInShop(Manifests.install())
    }
}
