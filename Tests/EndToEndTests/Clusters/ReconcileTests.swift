import CarvelCore
import Sandbox
import Testing
import YAMLDocument

@Suite("Flux and kapp-controller are asked to act, to stop and to go on")
struct ReconcileTests {
    @Test("Every request is waited for by its own token, and a cluster that fails holds up no other")
    func reconcile() async throws {
        try await Workbench.with {
            $0.runClusters = ["staging", "prod"]
        } _: { bench in
            try await bench.complete(clusters: ["staging", "prod"])
            let before = try await Self.app(bench, on: "staging")
            let head = try await bench.remoteHead()
            let result = try await bench.deliver("reconcile").expect(status: 0)
            result.expect(
                says: "✔ build: GitRepository/shop/app.default.tap-gitops-repo main@sha1:\(head)",
                "✔ build: Kustomization/shop/app.default.tap-prod-packageinstalls main@sha1:\(head)",
                "✔ staging: App/shop/app reconciled",
                "✔ 7 objects reconciled"
            )
            let objects = try await bench.objects("gitrepositories,kustomizations", on: "build")
            let tokens = Set(objects.map { $0.status?["lastHandledReconcileAt"]?.string })
            #expect(tokens.count == 1)
            #expect(tokens == Set(objects.map { $0.annotation("reconcile.fluxcd.io/requestedAt") }))
            // The App was carried out once more, and is as it was: kapp-controller has put back what we touched.
            let after = try await Self.app(bench, on: "staging")
            #expect(after.generation ?? 0 > before.generation ?? 0)
            #expect(after.spec == before.spec)
            try await bench.verify().expect(status: 0)

            let one = try await bench.deliver("reconcile", MainJob.package, "--cluster", "prod", "--no-apps")
            one.expect(status: 0).expect(says: "✔ 3 objects reconciled")
            #expect(!one.errors.contains("staging"))
            try await bench.deliver("reconcile", "app.default.tpa").expect(status: 1).expect(says: "did you mean")

            await (try bench.clusters()).stopCluster("prod")
            let partly = try await bench.deliver("reconcile", "--timeout", "10s").expect(status: 1)
            partly.expect(
                says: "✔ staging: App/shop/app reconciled",
                "✗ build: Kustomization/shop/app.default.tap-prod-packages: ReconciliationFailed: ",
                "✗ 1 of 5 objects were not reconciled"
            )
        }
    }

    private static func app(_ bench: Workbench, on cluster: String) async throws -> KubernetesObject {
        try #require(try await bench.objects("apps", on: cluster).first)
    }

    @Test("What is suspended stays so through apply, is no success, and goes on when it is resumed")
    func suspend() async throws {
        try await Workbench.with { bench in
            try await bench.complete()
            try await bench.deliver("suspend", "--with-apps").expect(status: 0).expect(says: "✔ 4 objects suspended")
            try await bench.deliver("suspend").expect(status: 0).expect(says: "is suspended already")
            try await bench.verify().expect(status: 1).expect(says: "is suspended")
            let refused = try await bench.deliver("reconcile").expect(status: 1)
            refused.expect(says: "is suspended, so Flux does nothing about it; to go on: kubectl carvel-deliver resume")

            try await bench.deliver("plan").expect(status: 0).expect(says: "is suspended, and stays so")
            try await bench.deliver("apply", "--no-wait").expect(status: 0).expect(says: "is suspended, and stays so")
            let suspended = try await bench.objects("gitrepositories,kustomizations", on: "build")
            #expect(suspended.count == 3 && suspended.allSatisfy { $0.spec?["suspend"] == true })

            try await bench.deliver("resume").expect(status: 0)
            try await bench.verify("--wait", "--timeout", "5s").expect(status: 1).expect(says: "is paused")
            try await bench.deliver("reconcile").expect(status: 1).expect(says: "resume --with-apps")
            try await bench.deliver("resume", "--with-apps").expect(status: 0)
            try await bench.verify("--wait", "--timeout", "30s").expect(status: 0)
            try await bench.deliver("resume").expect(status: 0).expect(says: "is not suspended")
        }
    }

    @Test("On one run cluster the source goes on, for it serves the others too")
    func oneCluster() async throws {
        try await Workbench.with {
            $0.runClusters = ["staging", "prod"]
        } _: { bench in
            try await bench.complete(clusters: ["staging", "prod"])
            try await bench.deliver("suspend", "--cluster", "prod").expect(status: 0)
            let suspended = try await bench.objects("gitrepositories,kustomizations", on: "build")
                .filter { $0.spec?["suspend"] == true }
            #expect(
                suspended.map(\.name).sorted()
                    == ["app.default.tap-prod-packageinstalls", "app.default.tap-prod-packages"]
            )
            // Suspended, Flux would leave all there when they are deleted.
            try await bench.deliver("teardown", "--cluster", "prod", "--yes").expect(status: 0)
            #expect(try await bench.objects("packages,packageinstalls,apps", on: "prod").isEmpty)
        }
    }
}
