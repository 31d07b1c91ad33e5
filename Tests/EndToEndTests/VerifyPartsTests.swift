import CarvelCore
import Sandbox
import Subprocess
import Testing

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

@Suite("What of a delivery is verified, and where it leads")
struct VerifyPartsTests {
    private func withTwoClusters(_ body: (Workbench) async throws -> Void) async throws {
        try await Workbench.with {
            $0.runClusters = ["staging", "prod"]
        } _: { bench in
            try await bench.complete(clusters: ["staging", "prod"])
            try await body(bench)
        }
    }

    @Test("Some run clusters, some packages, or one commit, and names that are none")
    func parts() async throws {
        try await withTwoClusters { bench in
            let plane = try bench.clusters()
            await plane.stopCluster("prod")
            let staging = try await bench.verify("--cluster", "staging", "--package", MainJob.package).expect(status: 0)
            #expect(!staging.output.contains("prod"))
            staging.expect(says: "✔ delivery shop (\(MainJob.package) on staging) is verified")
            try await bench.verify("--cluster", "staging,prod").expect(status: 2)
            try await bench.verify("--cluster", "stagign").expect(status: 2).expect(says: "did you mean \"staging\"?")
            try await bench.verify("--package", "web").expect(status: 2).expect(
                says: "the repository has no package web"
            )
            try await plane.startCluster("prod")

            let first = try await bench.remoteHead()
            try await bench.verify("--wait", "--revision", String(first.prefix(8))).expect(status: 0)
            try bench.folder.write("Read me.\n", to: "\(Workbench.checkout)/README.md")
            try await bench.pull()
            try await bench.push()
            // Flux looks at the repository every 30 seconds, and when it is asked to.
            try await bench.kubectl(
                "--context=build",
                "-n=shop",
                "annotate",
                "gitrepositories",
                "--all",
                "reconcile.fluxcd.io/requestedAt=now"
            )
            try await bench.verify("--wait").expect(status: 0)
            let old = try await bench.verify("--wait", "--timeout", "50s", "--fail-fast", "--revision", first)
            old.expect(status: 1).expect(says: "has gone on to", "leave out --revision")
            try await bench.verify("--revision", "0000").expect(status: 2).expect(
                says: "branch main has no commit 0000"
            )
        }
    }

    @Test("A kubeconfig Secret that leads to another cluster is found, though all runs")
    func otherCluster() async throws {
        try await withTwoClusters { bench in
            let build = ["--context=build", "-n=shop"]
            let data = try await bench.kubectl(
                build[0],
                build[1],
                "get",
                "secret",
                "prod-kubeconfig",
                "-o=jsonpath={.data.value\\.yaml}"
            )
            // Flux reads the key value before value.yaml, where the good one still is.
            try await bench.kubectl(
                build[0],
                build[1],
                "patch",
                "secret",
                "staging-kubeconfig",
                "--type=merge",
                "--patch",
                #"{"data": {"value": "\#(data)"}}"#
            )
            let found = try await bench.verify().expect(status: 1)
            found.expect(
                says: "takes Flux to another cluster: https://127.0.0.1:",
                "kubectl carvel-kubeconfig-secret create staging --from-context staging --context build -n shop"
            )
            let mended = try await bench.run(
                ["kubectl-carvel-kubeconfig-secret", "create", "staging", "--from-context", "staging"]
                    + ["--context", "build", "-n", "shop"]
            )
            mended.expect(status: 0)
            // What staging's Kustomization has written on prod meanwhile is another matter.
            try await bench.verify("--wait", "--timeout", "50s", "--cluster", "staging").expect(status: 0)
        }
    }

    @Test("An API server that restarts while it is waited for does no harm")
    func restart() async throws {
        try await Workbench.with { bench in
            try await bench.add()
            let plane = try bench.clusters()
            let command = "\(try Product.executables())/kubectl-carvel-verify"
            let status = try await withDeadline(of: "\(command) --wait") {
                let result = try await Subprocess.run(
                    .path(FilePath(command)),
                    arguments: ["--wait", "--timeout", "50s"],
                    environment: bench.environment(),
                    workingDirectory: FilePath("\(bench.folder.path)/\(Workbench.checkout)"),
                    platformOptions: .ownSession,
                    input: .none,
                    output: .discarded,
                    error: .sequence
                ) { execution in
                    var isDisturbed = false
                    for try await line in execution.standardError.strings() {
                        guard !isDisturbed, line.hasPrefix("◎ staging: PackageInstall/app") else { continue }
                        isDisturbed = true
                        await plane.stopCluster("staging")
                        try await plane.startCluster("staging", forgettingHistory: true)
                        try await bench.deliver("apply", "--no-wait").expect(status: 0)
                    }
                }
                return result.terminationStatus.shellStatus
            }
            #expect(status == 0)
        }
    }
}
