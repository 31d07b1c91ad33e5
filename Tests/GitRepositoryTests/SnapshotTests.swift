import Testing

@testable import GitRepository

@Suite("A snapshot of a commit")
struct SnapshotTests {
    private func withClone(
        of script: String,
        _ body: (Workspace, GitClone) async throws -> Void
    ) async throws {
        try await Workspace.with { workspace in
            try await workspace.shell(
                """
                git init --quiet --initial-branch=main seed && cd seed
                git config user.name Seed; git config user.email seed@example.com
                \(script)
                """
            )
            try await body(workspace, try await GitClone.open(path: "\(workspace.path)/seed"))
        }
    }

    @Test("Has all files, sorted, and the contents of those that are wanted, what is alike once")
    func contents() async throws {
        let script = """
            mkdir -p a/one a/two b; printf 'x\\n' | tee a.yaml a/one/x.yaml a/two/x.yaml b/x.yaml > a-b.yaml
            printf 'y\\n' | tee a/one/y.yaml a/two/y.yaml > b/readme; ln -s a.yaml link; ln -s a.yaml link.yaml
            git add . && git commit --quiet -m seed
            git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),module.yaml && git commit --quiet -m module
            """
        try await withClone(of: script) { _, clone in
            let snapshot = try await clone.snapshot { $0.hasSuffix(".yaml") }
            #expect(
                snapshot.files.indices.map(snapshot.files.path) == [
                    "a-b.yaml", "a.yaml", "a/one/x.yaml", "a/one/y.yaml", "a/two/x.yaml", "a/two/y.yaml", "b/readme",
                    "b/x.yaml", "link", "link.yaml", "module.yaml",
                ]
            )
            #expect(snapshot.files.indices.map(snapshot.files.content) == [0, 0, 0, 1, 0, 1, nil, 0, nil, 2, nil])
            #expect(snapshot.contents == ["x\n", "y\n", "a.yaml"].map { Array($0.utf8) })
            #expect(try await clone.files().map(\.path) == snapshot.files.indices.map(snapshot.files.path))
        }
    }

    @Test("Is that of the commit that is asked for")
    func commits() async throws {
        let script = """
            printf one > a; git add . && git commit --quiet -m one; printf two > a; git commit --quiet -a -m two
            """
        try await withClone(of: script) { workspace, clone in
            let before = try await workspace.git("rev-parse", "HEAD~1", in: "seed")
            let (now, then) = (
                try await clone.snapshot { _ in true }, try await clone.snapshot(at: before) { _ in true }
            )
            #expect(now.contents == [Array("two".utf8)])
            #expect(then.contents == [Array("one".utf8)])
            let unknown = String(repeating: "a", count: 40)
            await #expect(throws: GitError.commitNotFound(id: unknown)) {
                try await clone.snapshot(at: unknown) { _ in true }
            }
        }
    }

    @Test("Tells of files by paths that are no UTF-8 as Swift repairs them, and finds them by these")
    func encoding() async throws {
        let script = "printf x > $(printf 'caf\\351.yaml'); git add . && git commit --quiet -m seed"
        try await withClone(of: script) { _, clone in
            let files = try await clone.snapshot { $0.hasSuffix(".yaml") }.files
            let path = try #require(files.indices.map(files.path).first)
            #expect(path == "caf\u{FFFD}.yaml")
            #expect(files.index(of: path).flatMap(files.content) == 0)
        }
    }

    @Test("Has no files while there is no commit")
    func empty() async throws {
        try await withClone(of: ":") { _, clone in
            let snapshot = try await clone.snapshot { _ in true }
            #expect(snapshot.files.indices.isEmpty && snapshot.contents.isEmpty)
        }
    }

    @Test("Of a content that git has lost, the error names the first file that has it; what is not wanted may be lost")
    func lost() async throws {
        let script = """
            mkdir b; printf x | tee a > b/a; printf y > c; git add . && git commit --quiet -m seed
            id=$(git rev-parse :a); rm -f .git/objects/$(echo $id | cut -c1-2)/$(echo $id | cut -c3-)
            """
        try await withClone(of: script) { _, clone in
            let error = await #expect(throws: GitError.self) { try await clone.snapshot { $0 != "a" } }
            #expect(error?.description.contains("read b/a") == true, "\(String(describing: error))")
            let rest = try await clone.snapshot { $0 == "c" }
            #expect(rest.files.indices.map(rest.files.content) == [nil, nil, 0])
        }
    }
}
