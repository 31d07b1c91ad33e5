import Sandbox
import Testing

@Suite("The document on building a GitOps pipeline with Flux")
struct PipelineDocumentTests {
    @Test("runs from beginning to end on a cluster without Flux")
    func script() async throws {
        try await Workbench.with {
            $0.flux = nil
            $0.runClusters = []
        } _: { bench in
            let manifest = try bench.folder.write(try FluxInstallManifest(.v2_9).text(), to: "install.yaml")
            let script = Product.path("Tests/Fixtures/tutorials/build-a-gitops-pipeline-with-flux/pipeline.sh")
            let variables = ["CARVEL_SANDBOX_REPOSITORY": try bench.repositoryURL]
            let result = try await bench.run(["bash", script, manifest], with: variables).expect(status: 0)
            #expect(result.errors == "")
            try Golden.expect(masked(result.output, bench), is: "pipeline-document.txt")
        }
    }

    /// The text without what is another in each run.
    private func masked(_ text: String, _ bench: Workbench) -> String {
        // What is only told where one happens to look at the moment.
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("◎") }
        return lines.joined(separator: "\n")
            .replacing(bench.folder.path, with: "FOLDER")
            .replacing(#/127\.0\.0\.1:\d{4,5}/#, with: "127.0.0.1:12345")
            .replacing(#/\b[0-9a-f]{40}\b/#, with: "0123456789abcdef0123456789abcdef01234567")
            .replacing(#/\b[0-9a-f]{12}\b/#, with: "0123456789ab")
            .replacing(#/committed [0-9a-f]{7}\b/#, with: "committed 0123456")
            .replacing(#/, [0-9a-f]{7} has it all/#, with: ", 0123456 has it all")
            .replacing(#/  \d+s +/#, with: "  1s   ")
    }
}
