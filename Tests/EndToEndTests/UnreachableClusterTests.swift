import CarvelCore
import Sandbox
import Testing

@Suite("A run cluster that can't be reached hides none of the others")
struct UnreachableClusterTests {
    /// The verdicts in a verification's table, by cluster.
    private func verdicts(_ result: CommandResult, on cluster: String) -> Set<String> {
        let known = ["verified", "progressing", "failed", "unknown"]
        let rows = result.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        return Set(rows.filter { $0.first == cluster }.compactMap { row in row.first(where: known.contains) })
    }

    private func withTwoClusters(_ body: (Workbench, ControlPlane) async throws -> Void) async throws {
        try await Workbench.with {
            $0.runClusters = ["staging", "prod"]
        } _: { bench in
            try await body(bench, try bench.clusters())
        }
    }

    @Test("Before apply: the others get the delivery, and the next apply completes it")
    func before() async throws {
        try await withTwoClusters { bench, plane in
            try await bench.add(clusters: ["staging", "prod"])
            await plane.stopCluster("prod")
            let applied = try await bench.deliver("apply").expect(status: 1)
            applied.expect(says: "✗ prod: Namespace/shop: ", "✗ 1 failed, ", "run apply again to go on from there")
            #expect(!applied.errors.contains("✗ staging"))
            #expect(!applied.errors.contains("app.default.tap-prod-packages"))
            let kustomizations = try await bench.objects("kustomizations", on: "build")
            #expect(
                kustomizations.map(\.name).sorted()
                    == ["app.default.tap-staging-packageinstalls", "app.default.tap-staging-packages"]
            )

            try await plane.startCluster("prod")
            let again = try await bench.deliver("apply").expect(status: 0)
            again.expect(says: "► prod: Namespace/shop created", "✔ delivery shop is verified")
            #expect(!again.errors.contains("► staging"))
            #expect(verdicts(again, on: "staging") == ["verified"])
            #expect(verdicts(again, on: "prod") == ["verified"])
        }
    }

    @Test("After apply: it is unknown, and the others are verified")
    func after() async throws {
        try await withTwoClusters { bench, plane in
            try await bench.complete(clusters: ["staging", "prod"])
            await plane.stopCluster("prod")
            let verified = try await bench.verify().expect(status: 2)
            verified.expect(says: "⚠ whether delivery shop is verified could not be told")
            #expect(verdicts(verified, on: "prod") == ["unknown"])
            #expect(verdicts(verified, on: "staging") == ["verified"])
            #expect(verdicts(verified, on: "build") == ["verified"])

            try await plane.startCluster("prod")
            try await bench.verify().expect(status: 0)
        }
    }

    @Test("The build cluster: nothing is applied, and the run clusters are looked at all the same")
    func build() async throws {
        try await withTwoClusters { bench, plane in
            try await bench.complete(clusters: ["staging", "prod"])
            await plane.stopCluster("build")
            try await bench.deliver("apply").expect(status: 1).expect(says: "build")
            let verified = try await bench.verify().expect(status: 2)
            #expect(verdicts(verified, on: "build") == ["unknown"])
            #expect(verdicts(verified, on: "staging") == ["verified"])
            #expect(verdicts(verified, on: "prod") == ["verified"])
        }
    }
}
