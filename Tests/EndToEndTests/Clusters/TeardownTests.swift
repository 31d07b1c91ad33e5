import CarvelCore
import Sandbox
import Testing

@Suite("A delivery is torn down without orphans")
struct TeardownTests {
    /// All that is of the delivery on a cluster, whoever has made it there.
    private static func left(_ bench: Workbench, on cluster: String) async throws -> [String] {
        let types =
            cluster == "build"
            ? "gitrepositories,kustomizations" : "packages,packageinstalls,apps,configmaps"
        let objects = try await bench.objects("serviceaccounts,secrets,roles,rolebindings,\(types)", on: cluster)
        return objects.map(\.title).filter { !["ConfigMap/kube-root-ca.crt", "ServiceAccount/default"].contains($0) }
            .sorted()
    }

    @Test("One run cluster, then all; asked for, refused, hanging, and once more")
    func whole() async throws {
        try await Workbench.with {
            $0.runClusters = ["staging", "prod"]
        } _: { bench in
            try await bench.complete(clusters: ["staging", "prod"])
            let before = try await Self.left(bench, on: "build")
            for dryRun in ["client", "server"] {
                let dry = try await bench.deliver("teardown", "--dry-run", dryRun).expect(status: 0)
                try Golden.expect(dry.output, is: "teardown/all.txt")
            }
            try await bench.deliver("teardown").expect(status: 1).expect(says: "there is no terminal to ask at")
            try await bench.deliver("teardown", "--cluster", "test", "--yes").expect(status: 1)
                .expect(says: "there is no run cluster \"test\"")
            #expect(try await Self.left(bench, on: "build") == before)

            try await bench.deliver("teardown", "--cluster", "staging", "--yes").expect(status: 0)
            #expect(try await Self.left(bench, on: "staging") == [])
            #expect(try await Self.left(bench, on: "build") == before.filter { !$0.contains("staging") })
            try await bench.deliver("plan", "-o", "name").expect(status: 1)

            try await hangAndComplete(bench)
            for cluster in ["build", "staging", "prod"] {
                #expect(try await Self.left(bench, on: cluster) == [])
            }
            try await bench.deliver("teardown", "--yes").expect(status: 0).expect(says: "✔ nothing to delete")
            try await bench.deliver("apply").expect(status: 0)
        }
    }

    /// An install that kapp-controller may not take down, at first.
    private func hangAndComplete(_ bench: Workbench) async throws {
        try await bench.kubectl("--context=prod", "-n=shop", "delete", "rolebinding", "shop-app-cr-role")
        let hanging = try await bench.deliver("teardown", "--yes", "--timeout", "6s").expect(status: 1)
        hanging.expect(
            says: "PackageInstall/shop/app is still there: is held by finalizers.packageinstall",
            "forbidden",
            "run teardown again"
        )
        let present = try await Self.left(bench, on: "prod")
        #expect(present.contains("ServiceAccount/shop-sa") && present.contains("PackageInstall/app"))
        let exported = try await bench.deliver("export", "--cluster", "prod").expect(status: 0).output
        let file = try bench.folder.write(exported, to: "manifests/prod.yaml")
        try await bench.kubectl(
            "--context=prod",
            "apply",
            "--server-side",
            "--field-manager=carvel-deliver",
            "-f",
            file
        )
        try await bench.deliver("teardown", "--yes").expect(status: 0)
    }

    @Test("What was delivered stays where that is asked for, and runs on; a terminal is asked")
    func keepInstalls() async throws {
        try await Workbench.with { bench in
            try await bench.complete()
            let words = ["kubectl-carvel-deliver", "teardown", "--keep-installs"]
            let no = try await bench.terminal(
                words,
                with: [:],
                [.on("[y/N]", type: "n\r"), .until("nothing was changed")]
            )
            #expect(no.contains("objects? [y/N]"))
            try await bench.deliver("plan").expect(status: 0)
            _ = try await bench.terminal(words, with: [:], [.on("[y/N]", type: "y\r"), .until("unchanged\n")])
            #expect(try await Self.left(bench, on: "build") == [])
            let left = try await Self.left(bench, on: "staging")
            for title in ["App/app", "ConfigMap/app", "ServiceAccount/shop-sa", "RoleBinding/shop-app-cr-role"] {
                #expect(left.contains(title))
            }
            #expect(!left.contains("Role/app-package-and-pkgi-install-role"))
            // apply takes it all up again.
            try await bench.deliver("apply").expect(status: 0)
        }
    }
}
