import Testing

@testable import GitRepository

@Suite("A local checkout")
struct CheckoutTests {
    /// A checkout in `work` with the files of the filled repository.
    private func withCheckout(_ body: (Workspace) async throws -> Void) async throws {
        try await Workspace.with { workspace in
            try await workspace.filledRepository()
            try await workspace.git("clone", "--quiet", "remote.git", "work")
            try await body(workspace)
        }
    }

    @Test("It is found from a folder below, and knows its branch, head and remote")
    func opening() async throws {
        try await withCheckout { workspace in
            let clone = try await GitClone.open(path: "\(workspace.path)/work/shop/größe")
            #expect(clone.path == "\(workspace.path)/work")
            #expect(clone.branch == "main")
            #expect(try await clone.headCommit() == workspace.git("rev-parse", "HEAD", in: "work"))
            try await workspace.git("remote", "add", "web", "https://ada:s3cret@example.com/x.git", in: "work")
            #expect(try await clone.remoteURL(named: "web") == "https://example.com/x.git")
            #expect(try await clone.remoteURL(named: "absent") == nil)
            await #expect(throws: GitError.noRemote(path: clone.path)) { try await clone.push() }
            await #expect(throws: GitError.noRemote(path: clone.path)) { try await clone.resetToRemote() }
        }
    }

    @Test("A commit updates the files and the index of its paths, and leaves all other work alone")
    func committing() async throws {
        try await withCheckout { workspace in
            try await workspace.shell(
                "cd work; echo staged > staged; git add staged; echo loose > loose; echo x >> link"
            )
            let clone = try await GitClone.open(path: "\(workspace.path)/work")
            let changes: [GitChange] = [
                .write("shop/plain.yaml", "two\n"), .write("new/file", "n\n"), .delete(path: "shop/größe/日本 🚀.yaml"),
            ]
            let id = try await clone.commit(changes, message: "m", author: .tester)
            #expect(try await workspace.git("rev-parse", "HEAD", in: "work") == id)
            #expect(try await workspace.shell("cat work/shop/plain.yaml work/new/file") == "two\nn")
            #expect(try await workspace.shell("ls work/shop") == "plain.yaml")
            #expect(try await workspace.git("status", "--short", in: "work") == " M run.sh\nA  staged\n?? loose")
            try await workspace.git("fsck", "--strict", in: "work")
        }
    }

    @Test(
        "A path with work that was never committed is refused, and nothing changes",
        arguments: [
            "echo x >> shop/plain.yaml", "echo x >> shop/plain.yaml; git add .", "rm shop/plain.yaml",
            "git rm --quiet --cached shop/plain.yaml",
        ]
    )
    func uncommitted(edit: String) async throws {
        try await withCheckout { workspace in
            try await workspace.shell("cd work; \(edit)")
            let before = try await workspace.shell("cd work; git status --short; git rev-parse HEAD")
            let clone = try await GitClone.open(path: "\(workspace.path)/work")
            let changes: [GitChange] = [.write("a", "1"), .write("shop/plain.yaml", "two\n")]
            await #expect(throws: GitError.uncommittedChanges(paths: ["shop/plain.yaml"])) {
                try await clone.commit(changes, message: "m", author: .tester)
            }
            #expect(try await workspace.shell("cd work; git status --short; git rev-parse HEAD") == before)
        }
    }

    @Test(
        "What stands in the way without being committed is kept, and the commit is not made",
        arguments: [
            ("echo mine > folder", "folder/file", "./work/folder"),
            ("mkdir folder; echo mine > folder/file", "folder", "./work/folder/file"),
            ("mkdir ../other; echo mine > ../other/file; ln -s ../other folder", "folder/file", "./other/file"),
        ]
    )
    func fileInTheWay(edit: String, path: String, kept: String) async throws {
        try await withCheckout { workspace in
            try await workspace.shell("cd work; \(edit)")
            let before = try await workspace.git("rev-parse", "HEAD", in: "work")
            let clone = try await GitClone.open(path: "\(workspace.path)/work")
            await #expect(throws: GitError.uncommittedChanges(paths: [path])) {
                try await clone.commit([.write(path, "1")], message: "m", author: .tester)
            }
            #expect(try await workspace.git("rev-parse", "HEAD", in: "work") == before)
            #expect(try await workspace.shell("grep -rl mine . --include='f*'") == kept)
            let status = try await workspace.git("status", "--short", "--untracked-files=normal", in: "work")
            #expect(status.hasPrefix("?? folder"))
        }
    }

    @Test("A repository without commits gets its first one")
    func firstCommit() async throws {
        try await Workspace.with { workspace in
            try await workspace.git("init", "--quiet", "--initial-branch=trunk", "work")
            let clone = try await GitClone.open(path: "\(workspace.path)/work")
            #expect(clone.branch == "trunk")
            let id = try await clone.commit([.write("a/b", "1\n")], message: "m", author: .tester)
            #expect(try await workspace.git("rev-parse", "trunk", in: "work") == id)
            #expect(try await workspace.git("status", "--short", in: "work") == "")
            #expect(try await workspace.shell("cat work/a/b") == "1")
        }
    }

    @Test("States in which a commit would do harm are refused")
    func states() async throws {
        try await withCheckout { workspace in
            let path = "\(workspace.path)/work"
            let clone = try await GitClone.open(path: path)
            try await workspace.shell("cd work; git rev-parse HEAD > .git/MERGE_HEAD")
            await #expect(throws: GitError.operationInProgress(path: path)) {
                try await clone.commit([.write("a", "1")], message: "m", author: .tester)
            }
            try await workspace.shell("cd work; rm .git/MERGE_HEAD; git switch --quiet -c other")
            await #expect(throws: GitError.branchSwitched(path: path, branch: "main")) {
                try await clone.commit([.write("a", "1")], message: "m", author: .tester)
            }
            try await workspace.git("switch", "--quiet", "--detach", in: "work")
            await #expect(throws: GitError.detachedHead(path: path)) { try await GitClone.open(path: path) }
            await #expect(throws: GitError.notARepository(path: "/")) { try await GitClone.open(path: "/") }
        }
    }

    @Test("The author comes from the environment first, then from git's configuration")
    func author() async throws {
        try await withCheckout { workspace in
            try await workspace.shell("cd work; git config user.name Local; git config user.email local@example.com")
            let clone = try await GitClone.open(path: "\(workspace.path)/work")
            let configured = try await clone.configuredAuthor(environment: [:])
            #expect(configured == GitAuthor(name: "Local", email: "local@example.com"))
            let mixed = try await clone.configuredAuthor(environment: [
                "GIT_AUTHOR_NAME": "Env", "GIT_AUTHOR_EMAIL": "",
            ])
            #expect(mixed == GitAuthor(name: "Env", email: "local@example.com"))
            let environment = ["GIT_AUTHOR_NAME": "Env", "GIT_AUTHOR_EMAIL": "env@example.com"]
            #expect(
                try GitAuthor.configured(environment: environment) == GitAuthor(name: "Env", email: "env@example.com")
            )
        }
    }
}
