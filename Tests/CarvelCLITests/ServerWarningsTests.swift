import CarvelCore
import Testing

@testable import CarvelCLI

@Suite("Warnings of servers on the terminal")
struct ServerWarningsTests {
    @Test("Are told once for each cluster")
    func once() {
        let written = Written()
        let warnings = ServerWarnings { written.add($0) }
        for cluster in ["build", "build", "prod", "build"] {
            warnings.tell(ServerWarning(cluster: cluster, text: "v1beta1 is deprecated"))
        }
        warnings.tell(ServerWarning(cluster: "build", text: "another"))
        #expect(
            written.lines == [
                "cluster \"build\": v1beta1 is deprecated", "cluster \"prod\": v1beta1 is deprecated",
                "cluster \"build\": another",
            ]
        )
    }
}
