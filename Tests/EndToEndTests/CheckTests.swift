import Testing

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
            try await bench.complete()
            let after = try await bench.run(["kubectl-carvel-verify", "check", "-o", "name"])
            #expect(after.status == 0)
            #expect(
                after.output.split(separator: "\n").allSatisfy { $0.hasSuffix("/API httpproxies.projectcontour.io") }
            )
            let json = try await bench.run(["kubectl-carvel-verify", "check", "--cluster", "prod", "-o", "json"])
            #expect(json.output.contains(#""kind": "PrerequisiteReport""#))
            #expect(!json.output.contains(#""cluster": "staging""#))
            let unknown = try await bench.run(["kubectl-carvel-verify", "check", "--cluster", "nope"])
            #expect(unknown.status == 2)
            #expect(unknown.errors.contains("delivery.yaml has no run cluster \"nope\""))
        }
    }
}
