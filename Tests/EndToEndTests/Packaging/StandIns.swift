import FoundationEssentials
import Testing

// A release build takes long, and what is packed does not matter to how it is packed.

extension Workbench {
    /// A folder with a small program of this machine in the place of each of ours.
    func standIns() async throws -> String {
        let folder = try folder.subfolder("built")
        for program in HelpTests.programs {
            try await command(["cp", "/bin/true", "\(folder)/\(program)"]).expect(status: 0)
        }
        try self.folder.write("kind: CustomResourceDefinition", to: "built/kubectl-carvel_Sandbox.resources/crd.yaml")
        return folder
    }

    /// Runs one of the project's scripts, and requires success.
    @discardableResult
    func script(
        _ words: String...,
        with extra: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let path = Product.path("scripts/\(try #require(words.first))")
        let result = try await command([path] + words.dropFirst(), with: extra)
        try #require(result.status == 0, "\(result.testDescription)", sourceLocation: sourceLocation)
        return result.output
    }

    /// The paths of all files, links and folders below a folder.
    func everything(below name: String) async throws -> [String] {
        let found = try await command(["find", ".", "-mindepth", "1"], in: name).expect(status: 0)
        return found.output.split(separator: "\n").map { String($0.dropFirst(2)) }.sorted()
    }
}
