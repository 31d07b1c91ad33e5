import CarvelCore
import Sandbox
import Testing

@Suite("What the repository no longer calls for is pruned, and leaves no orphans")
struct PruneTests {
    private static let installs = "app.default.tap-staging-packageinstalls"
    private static let packages = "app.default.tap-staging-packages"

    /// All that Flux and kapp-controller have brought to a run cluster.
    private static func running(_ bench: Workbench, on cluster: String) async throws -> [String] {
        let objects = try await bench.objects("packages,packageinstalls,apps,configmaps", on: cluster)
        return objects.map(\.title).filter { !$0.contains("kube-root-ca") }.sorted()
    }

    /// All that apply has made on a cluster.
    private static func made(_ bench: Workbench, on cluster: String) async throws -> [String] {
        let flux = cluster == "build" ? ",gitrepositories,kustomizations" : ""
        let objects = try await bench.objects("serviceaccounts,secrets,roles,rolebindings\(flux)", on: cluster)
        return objects.filter { $0.label("app.kubernetes.io/managed-by") == "carvel-deliver" }.map(\.title).sorted()
    }

    @Test("A removed install: what installed it goes, and only after that its Packages")
    func install() async throws {
        try await Workbench.with {
            $0.runClusters = ["staging", "prod"]
        } _: { bench in
            try await bench.complete(clusters: ["staging", "prod"])
            let removed = try await bench.deliver("remove", MainJob.package, "--cluster", "staging").expect(status: 0)
            removed.expect(says: "kubectl carvel-deliver apply --prune")
            try await bench.pull()
            try await bench.deliver("plan").expect(status: 0).expect(
                says:
                    "⚠ not called for any more: Kustomization/shop/\(Self.installs), Kustomization/shop/\(Self.packages)"
            )
            let plan = try await bench.deliver("plan", "--prune", "-o", "table").expect(status: 1)
            try Golden.expect(plan.output, is: "plan/prune.txt")
            let unasked = try await bench.deliver("apply", "--prune").expect(status: 1)
            unasked.expect(says: "⚠ build: Kustomization/shop/\(Self.installs) will be deleted", "with --yes")
            #expect(try await Self.running(bench, on: "staging").isEmpty == false)

            try await holdUp(bench)
            let pruned = try await bench.deliver("apply", "--prune", "--yes").expect(status: 0)
            pruned.expect(says: "✔ delivery shop is verified")
            #expect(try await Self.running(bench, on: "staging") == [])
            #expect(try await Self.running(bench, on: "prod").contains("PackageInstall/app"))
            try await bench.deliver("plan", "--prune").expect(status: 0)

            try await giveUp(bench)
        }
    }

    /// An install that can't be taken down: its Packages stay, the reason is told, and the next run goes on from there.
    private func holdUp(_ bench: Workbench) async throws {
        let patch = ["--context=staging", "-n=shop", "patch", "packageinstall", "app", "--type=json", "--patch"]
        let hold = #"[{"op": "add", "path": "/metadata/finalizers/-", "value": "example.com/hold"}]"#
        try await bench.command(["kubectl"] + patch + [hold]).expect(status: 0)
        let hanging = try await bench.deliver("apply", "--prune", "--yes", "--timeout", "5s").expect(status: 1)
        hanging.expect(
            says: "✗ build: Kustomization/shop/\(Self.installs): PackageInstall/shop/app is still there: is held by ",
            "example.com/hold",
            "run it again to go on from there"
        )
        #expect(try await Self.running(bench, on: "staging").contains("Package/\(MainJob.package).\(MainJob.version)"))

        let stopped = try await bench.interrupt(
            "kubectl-carvel-deliver",
            ["apply", "--prune", "--yes"],
            once: "◎ staging: PackageInstall/shop/app is held by example.com/hold"
        )
        #expect(stopped == 130)
        #expect(try await Self.made(bench, on: "build").contains("Kustomization/\(Self.packages)"))
        let free = #"[{"op": "remove", "path": "/metadata/finalizers"}]"#
        try await bench.command(["kubectl"] + patch + [free]).expect(status: 0)
    }

    /// A run cluster that delivery.yaml names no more: all that apply has made for it goes.
    private func giveUp(_ bench: Workbench) async throws {
        #expect(try await Self.made(bench, on: "staging").count == 5)
        try bench.edit(
            "delivery.yaml",
            "  - name: staging\n    context: staging\n    namespace: shop\n    serviceAccountName: shop-sa\n",
            to: ""
        )
        try await bench.push("Give up staging")
        try await bench.deliver("apply", "--prune", "--yes").expect(status: 0)
        #expect(try await Self.made(bench, on: "staging") == [])
        let left = try await Self.made(bench, on: "build")
        #expect(left.allSatisfy { !$0.contains("staging") } && left.contains("Secret/prod-kubeconfig"))
        #expect(left.contains("ServiceAccount/shop-sa"))
        try await bench.deliver("plan", "--prune").expect(status: 0)
    }

    @Test("A run cluster that is given up at once: the same, with all that was on it")
    func runCluster() async throws {
        try await Workbench.with {
            $0.runClusters = ["staging", "prod"]
        } _: { bench in
            try await bench.complete(clusters: ["staging", "prod"])
            try await bench.pull()
            try await bench.kubectl("--context=build", "-n=shop", "delete", "serviceaccount", "shop-sa")
            try await bench.command(["git", "rm", "-rq", "\(MainJob.package)/staging"]).expect(status: 0)
            try await giveUp(bench)
            #expect(try await Self.running(bench, on: "staging") == [])
            #expect(try await Self.running(bench, on: "prod").contains("PackageInstall/app"))
        }
    }
}
