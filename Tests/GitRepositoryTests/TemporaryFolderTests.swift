import Glibc
import Testing

@testable import GitRepository

@Suite("Temporary folders")
struct TemporaryFolderTests {
    @Test("A folder goes with all its contents, and what it links to stays")
    func removal() async throws {
        try await Workspace.with { workspace in
            let registry = FolderRegistry()
            let folder = try TemporaryFolder(in: workspace.path, registry: registry)
            try await workspace.shell("mkdir kept; touch kept/file")
            try await workspace.shell(
                "cd '\(folder.path)'; mkdir -p a/b; touch a/b/c; ln -s '\(workspace.path)/kept' a/l"
            )
            folder.close()
            #expect(access(folder.path, F_OK) != 0)
            #expect(try await workspace.shell("ls kept") == "file")
        }
    }

    @Test("A program that ends early can remove all folders, and learns which ones are left")
    func removeAll() async throws {
        try await Workspace.with { workspace in
            let registry = FolderRegistry()
            let folders = try (1...3).map { _ in try TemporaryFolder(in: workspace.path, registry: registry).path }
            try await workspace.shell("touch '\(folders[0])/file'")
            // A file in place of the folder cannot be removed as one.
            try await workspace.shell("rmdir '\(folders[1])'; touch '\(folders[1])'")
            #expect(registry.removeAll() == [folders[1]])
            #expect(try await workspace.shell("ls") == folders[1].split(separator: "/").last.map(String.init))
            try await workspace.shell("rm '\(folders[1])'")
            #expect(registry.removeAll() == [])
        }
    }

    @Test("What an abandoned operation leaves in a closed folder goes when it ends")
    func abandoned() async throws {
        try await Workspace.with { workspace in
            let folder = try TemporaryFolder(in: workspace.path, registry: FolderRegistry())
            try folder.beginUse()
            folder.close()
            try await workspace.shell("mkdir -p '\(folder.path)/objects'")
            #expect(throws: GitError.cloneRemoved(path: folder.path)) { try folder.beginUse() }
            folder.endUse()
            #expect(access(folder.path, F_OK) != 0)
        }
    }

    @Test("A folder that cannot be made is reported with its parent")
    func noParent() {
        let error = #expect(throws: GitError.self) { try TemporaryFolder(in: "/absent") }
        #expect(
            error == .fileSystem(operation: "make a folder in", path: "/absent", reason: "No such file or directory")
        )
    }
}
