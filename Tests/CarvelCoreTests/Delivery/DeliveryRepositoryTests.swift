import GitRepository
import Synchronization
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Changing the GitOps repository", .timeLimit(.minutes(4)))
struct DeliveryRepositoryTests {
    static func repository(
        _ workspace: GitWorkspace,
        _ place: DeliveryRepository.Place? = nil,
        signsOff: Bool = false
    ) throws -> DeliveryRepository {
        let host = Host.inMemory(
            variables: [
                "TMPDIR": workspace.path, "HOME": workspace.path,
                "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.com",
            ],
            currentDirectory: workspace.path
        )
        let place = try place ?? .remote(workspace.remote, branch: "main")
        return DeliveryRepository(place, host: host, signsOff: signsOff)
    }

    static func writing(_ path: String, _ text: String) -> @Sendable (RepositoryTree) -> RepositoryEdit {
        { _ in RepositoryEdit(files: [path: text], notes: ["write \(path)"]) }
    }

    @Test("Commits what changes and pushes it")
    func pushes() async throws {
        try await GitWorkspace.with { workspace in
            let repository = try Self.repository(workspace)
            #expect(try await repository.read().commit == nil)
            let outcome = try await repository.change(Self.writing("delivery.yaml", SampleDelivery.yaml))
            let head = try await workspace.git("rev-parse", "main")
            #expect(outcome.fate == .pushed && outcome.commit == head && outcome.edit.paths == ["delivery.yaml"])
            #expect(try await workspace.git("log", "-1", "--format=%s", "main") == "Write delivery.yaml")
            let tree = try await repository.read()
            #expect(tree.commit == head)
            #expect(try tree.delivery().name == "shop")
        }
    }

    @Test("Makes no commit where all is as wanted")
    func unchanged() async throws {
        try await GitWorkspace.with { workspace in
            try await workspace.push("delivery.yaml", "a: b")
            let head = try await workspace.git("rev-parse", "main")
            let repository = try Self.repository(workspace)
            let nothing: @Sendable (RepositoryTree) -> RepositoryEdit = { _ in RepositoryEdit(removals: ["not there"]) }
            for edit in [Self.writing("delivery.yaml", "a: b\n"), nothing] {
                let outcome = try await repository.change(edit)
                #expect(outcome.fate == .unchanged && outcome.commit == head && outcome.edit.paths.isEmpty)
            }
            #expect(try await workspace.git("rev-parse", "main") == head)
        }
    }

    @Test("Makes a change anew where somebody else was faster, and keeps both")
    func lostRace() async throws {
        try await GitWorkspace.with { workspace in
            try await workspace.push("delivery.yaml", "a: 1")
            let repository = try Self.repository(workspace)
            // The first attempt is met by a hook that pushes another's commit before the remote takes ours.
            try await workspace.shell(
                """
                git -C other pull --quiet origin main && echo 'b: 2' > other/.gitignore
                git -C other add . && git -C other commit --quiet -m faster
                git -C other push --quiet origin main:refs/heads/faster
                """
            )
            let seen = Mutex<[String?]>([])
            let remote = "\(workspace.path)/remote.git"
            let faster = try await workspace.git("rev-parse", "faster")
            let outcome = try await repository.change { tree in
                let attempt = seen.withLock { seen in
                    seen.append(tree.files[".gitignore"])
                    return seen.count
                }
                if attempt == 1 { try FileWriting.write("\(faster)\n", to: "\(remote)/refs/heads/main") }
                return RepositoryEdit(files: ["delivery.yaml": "a: 2\n"], notes: ["ours"])
            }
            #expect(outcome.fate == .pushed)
            let commit = try #require(outcome.commit)
            #expect(seen.withLock { $0 } == [nil, "b: 2\n"])
            #expect(try await workspace.git("rev-parse", "main") == commit)
            #expect(try await workspace.git("rev-parse", "main~1") == faster)
            #expect(try await workspace.git("show", "main:.gitignore") == "b: 2")
            #expect(try await workspace.git("show", "main:delivery.yaml") == "a: 2")
        }
    }

    @Test("Leaves the remote as it is where the change is refused, and no clone behind")
    func refused() async throws {
        try await GitWorkspace.with { workspace in
            try await workspace.push("delivery.yaml", "a: 1")
            let head = try await workspace.git("rev-parse", "main")
            let repository = try Self.repository(workspace)
            await #expect(throws: DeliveryError("no")) {
                try await repository.change { _ in throw DeliveryError("no") }
            }
            #expect(try await workspace.git("rev-parse", "main") == head)
            try await workspace.shell("test \"$(ls -A | sort | tr '\\n' ' ')\" = 'other remote.git '")
        }
    }

    @Test("Only commits in a checkout")
    func checkout() async throws {
        try await GitWorkspace.with { workspace in
            try await workspace.push("delivery.yaml", "a: 1")
            let head = try await workspace.git("rev-parse", "main")
            let repository = try Self.repository(workspace, .checkout(path: "other"))
            let outcome = try await repository.change(Self.writing("delivery.yaml", "a: 2\n"))
            let commit = try await workspace.git("rev-parse", "main", in: "other")
            #expect(outcome.fate == .committed && outcome.commit == commit)
            #expect(commit != head)
            #expect(try await workspace.git("log", "-1", "--format=%an %s", in: "other") == "Ada Write delivery.yaml")
            #expect(try await workspace.git("status", "--porcelain", in: "other") == "")
            #expect(try await workspace.git("rev-parse", "main") == head)
        }
    }

    @Test("Reads the files that matter, and knows of the others")
    func reads() async throws {
        try await GitWorkspace.with { workspace in
            try await workspace.push("app.default.tap/packages/1.0.0.yaml", "a: 1")
            try await workspace.push("README.md", "text")
            let tree = try await Self.repository(workspace).read()
            #expect(tree.files.byPath == ["app.default.tap/packages/1.0.0.yaml": "a: 1\n"])
            #expect(Array(tree.paths) == ["README.md", "app.default.tap/packages/1.0.0.yaml"])
        }
    }
}
