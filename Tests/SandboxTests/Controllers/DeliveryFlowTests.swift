import CarvelCore
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("A delivery through the sandbox", .serialized)
struct DeliveryFlowTests {
    @Test("What is pushed ends as a running package on the run cluster")
    func pushToRunning() async throws {
        try await Landscape.with { landscape in
            try await landscape.prepareRunCluster()
            try await landscape.prepareBuildCluster()
            let commit = try await landscape.push([
                "app/packages/1.0.0.yaml": Manifests.package("1.0.0"),
                "app/staging/packageinstall.yaml": Manifests.install(),
                "app/staging/params.yaml": Manifests.values(),
            ])
            let revision = "main@sha1:\(commit)"

            let source = try await landscape.build.wait(for: .gitRepository, "gitops") { object in
                object.isReady && object.status?["artifact"]?["revision"]?.string == revision
            }
            #expect(source.condition("Ready")?.message == "stored artifact for revision '\(revision)'")
            #expect(source.condition("ArtifactInStorage")?.status == "True")
            let installs = try await landscape.build.wait(for: .kustomization, "installs") { object in
                object.isReady && object.status?["lastAppliedRevision"]?.string == revision
            }
            #expect(installs.condition("Ready")?.reason == "ReconciliationSucceeded")
            #expect(installs.condition("Ready")?.message == "Applied revision: \(revision)")
            #expect(installs.condition("Reconciling") == nil)
            let inventory = try #require(installs.status?["inventory"]?["entries"]?.array)
            #expect(
                inventory == [
                    ["id": "shop_app_packaging.carvel.dev_PackageInstall", "v": "v1alpha1"],
                    ["id": "shop_values__Secret", "v": "v1"],
                ]
            )

            let install = try await landscape.staging.wait(for: .packageInstall, "app", \.hasCarvelResult)
            #expect(install.condition("ReconcileSucceeded") != nil)
            #expect(install.status?["version"] == "1.0.0")
            #expect(install.label("kustomize.toolkit.fluxcd.io/name") == "installs")
            let map = try await landscape.staging.get(.configMap, namespace: "shop", name: "app")
            #expect(map.json["data"] == ["replicas": "2", "version": "1.0.0"])
            #expect(map.label("kapp.k14s.io/app") != nil)
        }
    }

    @Test("Events tell the results, one each time that a result changes")
    func events() async throws {
        try await Landscape.with { landscape in
            try await landscape.prepareRunCluster()
            let commit = try await landscape.push(["app/packages/1.0.0.yaml": Manifests.package("1.0.0")])
            try await landscape.prepareBuildCluster()
            let type = ResourceType(group: "", version: "v1", kind: "Event", plural: "events")
            let artifact = try await landscape.build.wait(for: type) { $0.json["reason"] == "NewArtifact" }
            #expect(artifact.json["message"]?.string == "stored artifact for revision 'main@sha1:\(commit)'")
            #expect(artifact.json["involvedObject"]?["kind"] == "GitRepository")
            let applied = try await landscape.build.wait(for: type) { $0.json["reason"] == "ReconciliationSucceeded" }
            #expect(applied.json["involvedObject"]?["name"] == "packages")

            // A second look with the same result is no event.
            _ = try await landscape.build.mergePatch(
                .kustomization,
                namespace: "shop",
                name: "packages",
                ["metadata": ["annotations": ["reconcile.fluxcd.io/requestedAt": "again"]]]
            )
            try await landscape.build.wait(for: .kustomization, "packages") {
                $0.status?["lastHandledReconcileAt"] == "again"
            }
            let successes = try await landscape.build.list(type, namespace: "shop")
                .filter { $0.json["reason"] == "ReconciliationSucceeded" }
            #expect(successes.count == 1)
        }
    }

    @Test("A later push replaces what was there, and prunes what has left the repository")
    func changeAndPrune() async throws {
        try await Landscape.with { landscape in
            try await landscape.prepareRunCluster()
            try await landscape.prepareBuildCluster()
            try await landscape.push([
                "app/packages/1.0.0.yaml": Manifests.package("1.0.0"),
                "app/staging/packageinstall.yaml": Manifests.install(),
                "app/staging/params.yaml": Manifests.values(),
            ])
            try await landscape.staging.wait(for: .configMap, "app") { _ in true }

            try await landscape.push(["app/staging/params.yaml": Manifests.values("workload_name: renamed\n")])
            try await landscape.staging.wait(for: .configMap, "renamed") { _ in true }
            try await landscape.staging.waitForEnd(of: .configMap, "app")

            let commit = try await landscape.push([
                "app/staging/packageinstall.yaml": nil, "app/staging/params.yaml": nil,
                "app/staging/kept.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kept}\n",
            ])
            try await landscape.staging.waitForEnd(of: .packageInstall, "app")
            try await landscape.staging.waitForEnd(of: .configMap, "renamed")
            #expect(try await landscape.staging.find(.app, namespace: "shop", name: "app") == nil)
            #expect(try await landscape.staging.find(.secret, namespace: "shop", name: "values") == nil)
            let installs = try await landscape.build.wait(for: .kustomization, "installs") { object in
                object.isReady && object.status?["lastAppliedRevision"]?.string?.hasSuffix(commit) == true
            }
            #expect(installs.status?["inventory"]?["entries"]?.array?.count == 1)
        }
    }

    @Test("A deleted Kustomization takes along what it applied")
    func deletion() async throws {
        try await Landscape.with { landscape in
            try await landscape.prepareRunCluster()
            try await landscape.prepareBuildCluster()
            try await landscape.push(["app/packages/1.0.0.yaml": Manifests.package("1.0.0")])
            try await landscape.build.wait(for: .kustomization, "packages", \.isReady)
            try await landscape.build.delete(.kustomization, namespace: "shop", name: "packages")
            try await landscape.build.waitForEnd(of: .kustomization, "packages")
            #expect(try await landscape.staging.list(.package, namespace: "shop").isEmpty)
        }
    }

    @Test("Without the service account on the build cluster, a deleted Kustomization leaves orphans")
    func orphans() async throws {
        try await Landscape.with { landscape in
            try await landscape.prepareRunCluster()
            try await landscape.prepareBuildCluster()
            try await landscape.push(["app/packages/1.0.0.yaml": Manifests.package("1.0.0")])
            try await landscape.build.wait(for: .kustomization, "packages", \.isReady)
            try await landscape.build.delete(.serviceAccount, namespace: "shop", name: Landscape.account)
            try await landscape.build.delete(.kustomization, namespace: "shop", name: "packages")
            try await landscape.build.waitForEnd(of: .kustomization, "packages")
            #expect(
                try await landscape.staging.list(.package, namespace: "shop").map(\.name) == ["app.default.tap.1.0.0"]
            )
        }
    }

    @Test("A suspended Kustomization stands still until it is resumed")
    func suspended() async throws {
        try await Landscape.with { landscape in
            try await landscape.prepareRunCluster()
            try await landscape.prepareBuildCluster()
            let first = try await landscape.push(["app/packages/1.0.0.yaml": Manifests.package("1.0.0")])
            try await landscape.build.wait(for: .kustomization, "packages", \.isReady)
            _ = try await landscape.build.mergePatch(
                .kustomization,
                namespace: "shop",
                name: "packages",
                ["spec": ["suspend": true]]
            )
            let second = try await landscape.push(["app/packages/1.1.0.yaml": Manifests.package("1.1.0")])
            try await landscape.build.wait(for: .gitRepository, "gitops") { object in
                object.status?["artifact"]?["revision"]?.string?.hasSuffix(second) == true
            }
            let suspended = try await landscape.build.get(.kustomization, namespace: "shop", name: "packages")
            #expect(suspended.status?["lastAppliedRevision"]?.string?.hasSuffix(first) == true)

            _ = try await landscape.build.mergePatch(
                .kustomization,
                namespace: "shop",
                name: "packages",
                ["spec": ["suspend": .null]]
            )
            try await landscape.build.wait(for: .kustomization, "packages") { object in
                object.isReady && object.status?["lastAppliedRevision"]?.string?.hasSuffix(second) == true
            }
        }
    }

    @Test("A request by annotation is answered with its own token")
    func requestedReconcile() async throws {
        try await Landscape.with { landscape in
            try await landscape.prepareRunCluster()
            try await landscape.prepareBuildCluster()
            try await landscape.push(["app/packages/1.0.0.yaml": Manifests.package("1.0.0")])
            try await landscape.build.wait(for: .kustomization, "packages", \.isReady)
            let wish: JSONValue = ["metadata": ["annotations": ["reconcile.fluxcd.io/requestedAt": "token-1"]]]
            for (type, name) in [(ResourceType.kustomization, "packages"), (.gitRepository, "gitops")] {
                _ = try await landscape.build.mergePatch(type, namespace: "shop", name: name, wish)
                try await landscape.build.wait(for: type, name) { object in
                    object.status?["lastHandledReconcileAt"] == "token-1"
                }
            }
        }
    }
}
