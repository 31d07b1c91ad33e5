import CarvelCore
import Testing
import YAMLDocument

@Suite("carvel-verify check", .timeLimit(.minutes(4)))
struct CheckTests {
    @Test("says what is not there before the first apply, and that all is there after it")
    func beforeAndAfter() async throws {
        try await Workbench.with { bench in
            try await bench.add()
            let before = try await bench.run(["kubectl-carvel-verify", "check"])
            #expect(before.status == 0)
            #expect(before.output.contains("kubeconfig for staging"))
            #expect(before.errors.contains("kubectl carvel-kubeconfig-secret create staging"))
            try await bench.deliver("apply").expect(status: 0)
            let after = try await bench.run(["kubectl-carvel-verify", "check", "-o", "name"])
            // The sandbox has no Contour, and its servers are where Flux would look in its own pod.
            #expect(
                after.expect(status: 0).output
                    == "build/kubeconfig for staging\nstaging/API httpproxies.projectcontour.io\n"
            )
            let json = try await bench.run(["kubectl-carvel-verify", "check", "--cluster", "staging", "-o", "json"])
            let report = try JSONReader.value(json.expect(status: 0).output)
            #expect(report["kind"] == "PrerequisiteReport")
            #expect(report[path: "status", "result"] == "warning")
            let unknown = try await bench.run(["kubectl-carvel-verify", "check", "--cluster", "nope"])
            #expect(unknown.status == 2)
            #expect(unknown.errors.contains("there is no run cluster \"nope\", expected one of staging"))
        }
    }
}
