import Testing

@testable import GitRepository

@Suite("The history of a branch")
struct HistoryTests {
    @Test("Commits are given newest first, for all files, one file or a folder, as git log does")
    func history() async throws {
        try await Workspace.with { workspace in
            try await workspace.filledRepository()
            try await workspace.git("clone", "--quiet", "remote.git", "work")
            try await workspace.shell(
                """
                cd work; git config user.name Bo; git config user.email bo@example.com
                echo 2 > shop/plain.yaml; git commit --quiet -am two
                git switch --quiet -c side; echo x > x; git add x; git commit --quiet -m side
                git switch --quiet main; chmod +x shop/plain.yaml; git commit --quiet -am mode
                git merge --quiet --no-ff -m merge side; git rm --quiet shop/plain.yaml; git commit --quiet -m gone
                """
            )
            let clone = try await GitClone.open(path: "\(workspace.path)/work")
            for path in ["shop/plain.yaml", "shop", "x", "run.sh", "absent"] {
                let expected = try await workspace.git(
                    "log",
                    "--format=%H %an %ae %ct %s",
                    "main",
                    "--",
                    path,
                    in: "work"
                )
                let commits = try await clone.history(of: path)
                let lines = commits.map { commit in
                    let subject = commit.message.prefix { $0 != "\n" }
                    return "\(commit.id) \(commit.author.name) \(commit.author.email) \(commit.time) \(subject)"
                }
                #expect(lines.joined(separator: "\n") == expected)
            }
            let all = try await clone.history().map(\.id)
            #expect(all.count == 6)
            #expect(try await clone.history(limit: 2).map(\.id) == Array(all.prefix(2)))
        }
    }

    @Test("A branch without commits has no history")
    func empty() async throws {
        try await Workspace.with { workspace in
            try await workspace.git("init", "--quiet", "work")
            let clone = try await GitClone.open(path: "\(workspace.path)/work")
            #expect(try await clone.history() == [])
        }
    }
}
