import Testing

@testable import GitRepository

@Suite("A git server over HTTP")
struct ServerTests {
    @Test(
        "A commit is pushed with a password, a token, or a password inside the URL, and the real git can read it",
        arguments: ["password", "token", "url"]
    )
    func pushing(kind: String) async throws {
        try await Workspace.with { workspace in
            try await workspace.filledRepository()
            try await GitServer.with(workspace) { server in
                let remote =
                    switch kind {
                    case "password": try server.remote()
                    case "token": try server.remote(credentials: .token("t0ken"))
                    default:
                        try GitRemote(url: server.url("git").replacing("http://", with: "http://ada:s3%63ret@"))
                    }
                let clones = try workspace.cloneFolder()
                let pushed = try await remote.withTemporaryClone(branch: "main", in: clones) { clone in
                    let id = try await clone.commit([.write("a/b/new.yaml", "x: ü\n")], message: "Add", author: .tester)
                    try await clone.push()
                    return id
                }
                #expect(try await workspace.leftovers() == "")
                #expect(try await remote.head(ofBranch: "main") == pushed)
                #expect(try await remote.head(ofBranch: "absent") == nil)
                let again = try await remote.withTemporaryClone(branch: "main", in: clones) { clone in
                    try await clone.read("a/b/new.yaml")
                }
                #expect(again == Array("x: ü\n".utf8))
            }
            try await workspace.git("fsck", "--strict", in: "remote.git")
            #expect(try await workspace.git("cat-file", "-p", "main:a/b/new.yaml", in: "remote.git") == "x: ü")
            let log = try await workspace.git("log", "--format=%an <%ae> %s", "main", in: "remote.git")
            #expect(log == "Ada Löwe <ada@example.com> Add\nSeed <seed@example.com> seed")
        }
    }

    @Test("The first commit of an empty repository makes its branch")
    func emptyRepository() async throws {
        try await Workspace.with { workspace in
            try await workspace.bareRepository()
            try await GitServer.with(workspace) { server in
                let remote = try server.remote()
                #expect(try await remote.references() == [:])
                try await remote.withTemporaryClone(branch: "main", in: try workspace.cloneFolder()) { clone in
                    #expect(try await clone.headCommit() == nil)
                    #expect(try await clone.files() == [])
                    #expect(try await clone.read("a") == nil)
                    let id = try await clone.commit([.write("a", "1")], message: "First\n\nBody", author: .tester)
                    #expect(try await clone.headCommit() == id)
                    try await clone.push()
                }
            }
            try await workspace.git("fsck", "--strict", in: "remote.git")
            #expect(try await workspace.git("log", "--format=%B", "main", in: "remote.git") == "First\n\nBody")
        }
    }

    @Test("A server's refusal is told apart by its kind")
    func refusals() async throws {
        try await Workspace.with { workspace in
            try await workspace.bareRepository()
            try await GitServer.with(workspace) { server in
                let wrong = GitCredentials.password(username: "ada", password: "wr0ng")
                await #expect(throws: GitError.authenticationFailed(url: server.url("git"))) {
                    try await server.remote(credentials: wrong).references()
                }
                await #expect(throws: GitError.authenticationFailed(url: server.url("git"))) {
                    try await server.remote(credentials: .token("wr0ng")).references()
                }
                await #expect(throws: GitError.authenticationRequired(url: server.url("git"))) {
                    try await server.remote(credentials: .none).references()
                }
                await #expect(throws: GitError.forbidden(url: server.url("forbidden"))) {
                    try await server.remote("forbidden").references()
                }
                await #expect(throws: GitError.notFound(url: server.url("git", "absent.git"))) {
                    try await server.remote("git", "absent.git").references()
                }
            }
        }
    }

    @Test("A redirect to another path of the same host is followed, also with a password")
    func redirect() async throws {
        try await Workspace.with { workspace in
            try await workspace.filledRepository()
            try await GitServer.with(workspace) { server in
                let direct = try await server.remote().head(ofBranch: "main")
                #expect(direct != nil)
                #expect(try await server.remote("moved").head(ofBranch: "main") == direct)
            }
        }
    }

    @Test("A redirect to another host is followed without credentials only: that host must not get them")
    func redirectAway() async throws {
        try await Workspace.with { workspace in
            try await workspace.filledRepository()
            try await GitServer.with(workspace) { server in
                let direct = try await server.remote("open", credentials: .none).head(ofBranch: "main")
                #expect(direct != nil)
                #expect(try await server.remote("away", credentials: .none).head(ofBranch: "main") == direct)
                for credentials in [GitCredentials.token("t0ken"), .password(username: "ada", password: "s3cret")] {
                    let remote = try server.remote("away", credentials: credentials)
                    let error = await #expect(throws: GitError.self) { try await remote.references() }
                    guard case .unreachable(_, let reason) = error else {
                        Issue.record("\(String(describing: error))")
                        continue
                    }
                    #expect(reason.contains("localhost"))
                }
            }
        }
    }

    @Test("A server that never answers ends in a timeout, and leaves no folder")
    func silence() async throws {
        try await Workspace.with { workspace in
            let clones = try workspace.cloneFolder()
            try await GitServer.with(workspace) { server in
                let limit = Duration.milliseconds(200)
                let remote = try server.remote("silent", timeout: limit)
                let error = await #expect(throws: GitError.self) {
                    try await remote.withTemporaryClone(branch: "main", in: clones) { _ in }
                }
                #expect(error == .timedOut(operation: "clone \(remote.url)", limit: limit))
                #expect(try await workspace.leftovers() == "")
            }
        }
    }

    @Test("A cancelled call to a silent server ends at once")
    func cancellation() async throws {
        try await Workspace.with { workspace in
            try await GitServer.with(workspace) { server in
                let remote = try server.remote("silent")
                let asking = Task { try await remote.references() }
                asking.cancel()
                await #expect(throws: GitError.cancelled(operation: "list the branches of \(remote.url)")) {
                    try await asking.value
                }
            }
        }
    }

    @Test("A push that was cancelled in the middle does not block the clone, and leaves no folder")
    func cancelledPush() async throws {
        try await Workspace.with { workspace in
            try await workspace.filledRepository()
            let clones = try workspace.cloneFolder()
            try await GitServer.with(workspace) { server in
                let remote = try server.remote()
                try await remote.withTemporaryClone(branch: "main", in: clones) { clone in
                    let id = try await clone.commit([.write("a", "1")], message: "m", author: .tester)
                    try await workspace.shell("mkfifo hush")
                    let pushing = Task { try await clone.push() }
                    // Returns once the server has the request.
                    try await workspace.shell("cat hush; rm hush")
                    pushing.cancel()
                    await #expect(throws: GitError.cancelled(operation: "push to \(remote.url)")) {
                        try await pushing.value
                    }
                    #expect(try await clone.headCommit() == id)
                }
                #expect(try await workspace.leftovers() == "")
            }
        }
    }

    @Test("A port where nobody listens is unreachable")
    func unreachable() async throws {
        try await Workspace.with { workspace in
            var port = ""
            try await GitServer.with(workspace) { port = $0.port }
            let remote = try GitRemote(url: "http://ada:s3cret@127.0.0.1:\(port)/x.git")
            let error = await #expect(throws: GitError.self) { try await remote.references() }
            guard case .unreachable(let url, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(url == "http://127.0.0.1:\(port)/x.git")
            #expect(error?.description.contains("s3cret") == false)
        }
    }

    @Test("No file of a clone holds the password")
    func secretsOnDisk() async throws {
        try await Workspace.with { workspace in
            try await workspace.filledRepository()
            try await GitServer.with(workspace) { server in
                let url = server.url("git").replacing("http://", with: "http://ada:s3cret@")
                let clones = try workspace.cloneFolder()
                try await GitRemote(url: url).withTemporaryClone(branch: "main", in: clones) { clone in
                    _ = try await clone.commit([.write("a", "1")], message: "m", author: .tester)
                    try await clone.push()
                    try await clone.fetch()
                    #expect(try await workspace.shell("grep -r s3cret clones || true") == "")
                    // The search works: it finds what is there.
                    #expect(try await workspace.shell("grep -rl refs/heads/main clones") != "")
                    #expect(try await workspace.shell("stat -c %a clones/*") == "700")
                }
            }
        }
    }
}
