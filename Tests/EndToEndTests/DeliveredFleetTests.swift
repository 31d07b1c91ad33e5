import Sandbox
import Testing

@Suite("A fleet that the sandbox has delivered")
struct DeliveredFleetTests {
    @Test("Is verified")
    func verified() async throws {
        try await Workbench.with { configuration in
            configuration.runClusters = ["one", "two"]
            configuration.delivered = DeliveredFleet(packages: 2)
        } _: { bench in
            let verification = try await bench.command(
                ["kubectl", "carvel-verify", "--repository", bench.repositoryURL]
            )
            #expect(verification.status == 0, "\(verification.testDescription)")
        }
    }
}
