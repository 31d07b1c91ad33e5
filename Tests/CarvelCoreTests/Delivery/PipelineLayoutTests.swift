import Testing

@testable import CarvelCore

@Suite("Laying out a pipeline")
struct PipelineLayoutTests {
    @Test("Keeps the three folders in git, and plain values files out of it; there is no delivery.yaml")
    func empty() throws {
        let edit = try PipelineLayout(path: "clusters/dev").edit(SampleDelivery.tree([:], commit: nil))
        #expect(
            edit.paths == [
                ".gitignore", "clusters/dev/helm/releases/.gitkeep", "clusters/dev/helm/repositories/.gitkeep",
                "clusters/dev/helm/secrets/.gitkeep",
            ]
        )
        #expect(edit.files["clusters/dev/helm/secrets/.gitkeep"] == "")
        #expect(edit.files[".gitignore"]?.contains("*-values-*.yaml\n") == true)
        #expect(edit.files[".gitignore"]?.contains("!*-sealed.yaml\n") == true)
        #expect(edit.commitMessage == "Lay out clusters/dev/helm")
    }

    @Test("Leaves folders with files alone, and lines that are there")
    func present() throws {
        let files = [
            ".gitignore": "*-values-*.yaml\n!*-sealed.yaml\n", "helm/releases/app.yaml": "kind: HelmRelease\n",
            "helm/repositories/.gitkeep": "",
        ]
        let edit = try PipelineLayout(path: ".").edit(SampleDelivery.tree(files))
        #expect(edit.paths == ["helm/secrets/.gitkeep"])
        let all = try SampleDelivery.tree(files.merging(edit.files) { $1 })
        #expect(try PipelineLayout(path: "./").edit(all) == RepositoryEdit())
    }

    @Test("Refuses a folder outside of the repository")
    func outside() {
        #expect(throws: DeliveryError.self) { try PipelineLayout(path: "../dev") }
    }
}
