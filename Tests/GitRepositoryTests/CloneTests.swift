import Testing

@testable import GitRepository

@Suite("A temporary clone")
struct CloneTests {
    private struct Failure: Error {}

    private func withClone(_ body: (Workspace, GitClone) async throws -> Void) async throws {
        try await Workspace.with { workspace in
            try await workspace.filledRepository()
            let remote = try GitRemote(url: "\(workspace.path)/remote.git")
            try await remote.withTemporaryClone(branch: "main", in: try workspace.cloneFolder()) { clone in
                try await body(workspace, clone)
            }
        }
    }

    @Test("The files are listed with path, kind and size, and read")
    func reading() async throws {
        try await withClone { workspace, clone in
            let files = try await clone.files()
            #expect(files.map(\.path) == ["link", "run.sh", "shop/größe/日本 🚀.yaml", "shop/plain.yaml"])
            #expect(files.map(\.mode) == [.symbolicLink, .executable, .regular, .regular])
            #expect(files.map(\.size) == [6, 10, 6, 4])
            let id = try await workspace.git("rev-parse", "main:run.sh", in: "remote.git")
            #expect(files[1].id == id)
            #expect(try await clone.files(under: "shop/größe/").map(\.path) == ["shop/größe/日本 🚀.yaml"])
            #expect(try await clone.files(under: "run.sh").map(\.path) == ["run.sh"])
            #expect(try await clone.files(under: "absent") == [])
            #expect(try await clone.read("shop/größe/日本 🚀.yaml") == Array("grün\n".utf8))
            #expect(try await clone.read("link") == Array("run.sh".utf8))
            #expect(try await clone.read("shop") == nil)
            #expect(try await clone.read("absent/file") == nil)
            let many = try await clone.read(["run.sh", "absent", "shop/plain.yaml"])
            #expect(many == ["run.sh": Array("#!/bin/sh\n".utf8), "shop/plain.yaml": Array("one\n".utf8)])
        }
    }

    @Test("An older commit can be read after a new one")
    func history() async throws {
        try await withClone { _, clone in
            let before = try await clone.headCommit()
            _ = try await clone.commit([.write("shop/plain.yaml", "two\n")], message: "m", author: .tester)
            #expect(try await clone.read("shop/plain.yaml") == Array("two\n".utf8))
            #expect(try await clone.read("shop/plain.yaml", at: before) == Array("one\n".utf8))
            let unknown = String(repeating: "a", count: 40)
            await #expect(throws: GitError.commitNotFound(id: unknown)) { try await clone.files(at: unknown) }
            await #expect(throws: GitError.commitNotFound(id: "main")) { try await clone.files(at: "main") }
        }
    }

    @Test("A commit writes, keeps modes, deletes, and drops folders that became empty")
    func committing() async throws {
        try await withClone { workspace, clone in
            _ = try await clone.commit(
                [
                    .write("run.sh", "#!/bin/bash\n"), .write("neu/ü.yaml", "a"), .write("neu/ü.yaml", "b"),
                    .delete(path: "shop/größe/日本 🚀.yaml"), .delete(path: "absent"),
                ],
                message: "m",
                author: .tester
            )
            try await clone.push()
            let listing = try await workspace.git(
                "-c",
                "core.quotePath=false",
                "ls-tree",
                "-r",
                "-t",
                "--format=%(objectmode) %(path)",
                "main",
                in: "remote.git"
            )
            #expect(
                listing
                    == "120000 link\n040000 neu\n100644 neu/ü.yaml\n100755 run.sh\n040000 shop\n100644 shop/plain.yaml"
            )
            #expect(try await clone.read("neu/ü.yaml") == Array("b".utf8))
            try await workspace.git("fsck", "--strict", in: "remote.git")
        }
    }

    @Test("Changes that change nothing make no commit")
    func unchanged() async throws {
        try await withClone { _, clone in
            let before = try await clone.headCommit()
            let changes: [GitChange] = [.write("shop/plain.yaml", "one\n"), .delete(path: "absent")]
            #expect(try await clone.commit(changes, message: "m", author: .tester) == nil)
            #expect(try await clone.headCommit() == before)
        }
    }

    @Test(
        "A path that git cannot keep is refused, and the branch stays",
        arguments: [
            "", "/a", "a//b", "a/", "../a", "a/./b", ".git/config", "a/.GIT/b", "a\0b", "link", "run.sh/x", "shop",
        ]
    )
    func badPaths(path: String) async throws {
        try await withClone { _, clone in
            let before = try await clone.headCommit()
            let error = await #expect(throws: GitError.self) {
                try await clone.commit([.write("good", "1"), .write(path, "2")], message: "m", author: .tester)
            }
            guard case .invalidPath = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(try await clone.headCommit() == before)
        }
    }

    @Test("An author that git cannot store is refused", arguments: ["", "<>", "a\0b"])
    func badAuthor(name: String) async throws {
        try await withClone { _, clone in
            let error = await #expect(throws: GitError.self) {
                try await clone.commit([.write("a", "1")], message: "m", author: GitAuthor(name: name, email: "a@b"))
            }
            guard case .invalidAuthor = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test("A branch that the remote lacks is an error, unless the remote is empty")
    func missingBranch() async throws {
        try await Workspace.with { workspace in
            try await workspace.filledRepository()
            let clones = try workspace.cloneFolder()
            let remote = try GitRemote(url: "\(workspace.path)/remote.git")
            await #expect(throws: GitError.branchNotFound(branch: "mian", url: remote.url)) {
                try await remote.withTemporaryClone(branch: "mian", in: clones) { _ in }
            }
            let absent = try GitRemote(url: "\(workspace.path)/absent.git")
            await #expect(throws: GitError.notFound(url: absent.url)) { try await absent.references() }
            #expect(try await workspace.leftovers() == "")
        }
    }

    @Test("The folder is gone after an error, and the clone cannot be used any more")
    func removal() async throws {
        try await Workspace.with { workspace in
            try await workspace.filledRepository()
            let clones = try workspace.cloneFolder()
            let remote = try GitRemote(url: "\(workspace.path)/remote.git")
            await #expect(throws: Failure.self) {
                try await remote.withTemporaryClone(branch: "main", in: clones) { _ in throw Failure() }
            }
            #expect(try await workspace.leftovers() == "")
            let kept = try await remote.withTemporaryClone(branch: "main", in: clones) { $0 }
            #expect(try await workspace.leftovers() == "")
            await #expect(throws: GitError.cloneRemoved(path: kept.path)) { try await kept.headCommit() }
        }
    }

    @Test("The folder is gone after a cancellation in the middle")
    func cancellation() async throws {
        try await Workspace.with { workspace in
            try await workspace.filledRepository()
            let clones = try workspace.cloneFolder()
            let remote = try GitRemote(url: "\(workspace.path)/remote.git")
            let (begun, beginning) = AsyncStream.makeStream(of: String.self)
            let working = Task {
                try await remote.withTemporaryClone(branch: "main", in: clones) { clone in
                    beginning.yield(clone.path)
                    // Ends by cancellation only.
                    for await _ in AsyncStream<Never>.makeStream().stream {}
                    return try await clone.headCommit()
                }
            }
            var places = begun.makeAsyncIterator()
            let place = try #require(await places.next())
            #expect(try await workspace.shell("test -d '\(place)' && echo there") == "there")
            working.cancel()
            await #expect(throws: GitError.cancelled(operation: "read branch main")) { try await working.value }
            #expect(try await workspace.leftovers() == "")
        }
    }
}
