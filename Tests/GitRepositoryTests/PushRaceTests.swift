import Testing

@testable import GitRepository

@Suite("Pushing against others")
struct PushRaceTests {
    @Test("A push that lost the race changes nothing; after a reset the change goes on top", arguments: [true, false])
    func lostRace(overHTTP: Bool) async throws {
        try await Workspace.with { workspace in
            try await workspace.filledRepository()
            let clones = try workspace.cloneFolder()
            if overHTTP {
                try await GitServer.with(workspace) { server in
                    try await race(server.remote(), in: clones)
                }
            } else {
                try await race(GitRemote(url: "\(workspace.path)/remote.git"), in: clones)
            }
            try await workspace.git("fsck", "--strict", in: "remote.git")
            #expect(try await workspace.git("log", "--format=%s", "main", in: "remote.git") == "slow\nfast\nseed")
            #expect(try await workspace.git("show", "main:fast", in: "remote.git") == "1")
        }
    }

    private func race(_ remote: GitRemote, in clones: String) async throws {
        try await remote.withTemporaryClone(branch: "main", in: clones) { slow in
            _ = try await slow.commit([.write("slow", "1")], message: "slow", author: .tester)
            let winner = try await remote.withTemporaryClone(branch: "main", in: clones) { fast in
                let id = try await fast.commit([.write("fast", "1")], message: "fast", author: .tester)
                try await fast.push()
                return id
            }
            await #expect(throws: GitError.nonFastForward(branch: "main", url: remote.url)) { try await slow.push() }
            #expect(try await remote.head(ofBranch: "main") == winner)
            #expect(try await slow.resetToRemote() == winner)
            #expect(try await slow.read("slow") == nil)
            _ = try await slow.commit([.write("slow", "1")], message: "slow", author: .tester)
            try await slow.push()
        }
    }

    @Test("A race that is lost inside the server counts as one too")
    func lateRace() async throws {
        try await Workspace.with { workspace in
            try await workspace.filledRepository()
            // Moves the branch after the client has seen it, and before the push gets to it.
            try await workspace.shell(
                """
                other=$(git -C remote.git -c user.name=B -c user.email=b@example.com \\
                    commit-tree -p main -m other 'main^{tree}')
                printf '#!/bin/sh\\nenv -u GIT_QUARANTINE_PATH git update-ref refs/heads/main %s\\n' $other \\
                    > remote.git/hooks/pre-receive
                chmod +x remote.git/hooks/pre-receive
                """
            )
            try await GitServer.with(workspace) { server in
                let remote = try server.remote()
                try await remote.withTemporaryClone(branch: "main", in: try workspace.cloneFolder()) { clone in
                    _ = try await clone.commit([.write("a", "1")], message: "mine", author: .tester)
                    await #expect(throws: GitError.nonFastForward(branch: "main", url: remote.url)) {
                        try await clone.push()
                    }
                }
            }
            #expect(try await workspace.git("log", "--format=%s", "main", in: "remote.git") == "other\nseed")
        }
    }

    @Test("A hook's refusal comes with the server's reason")
    func hook() async throws {
        try await Workspace.with { workspace in
            try await workspace.filledRepository()
            try await workspace.shell(
                """
                printf '#!/bin/sh\\nexit 1\\n' > remote.git/hooks/pre-receive; chmod +x remote.git/hooks/pre-receive
                """
            )
            try await GitServer.with(workspace) { server in
                let remote = try server.remote()
                try await remote.withTemporaryClone(branch: "main", in: try workspace.cloneFolder()) { clone in
                    _ = try await clone.commit([.write("a", "1")], message: "mine", author: .tester)
                    let expected = GitError.pushRejected(
                        branch: "main",
                        url: remote.url,
                        reason: "pre-receive hook declined"
                    )
                    await #expect(throws: expected) { try await clone.push() }
                }
            }
        }
    }

    @Test("A branch for review is pushed beside the one that was cloned")
    func otherBranch() async throws {
        try await Workspace.with { workspace in
            try await workspace.filledRepository()
            let remote = try GitRemote(url: "file://\(workspace.path)/remote.git")
            let before = try await remote.head(ofBranch: "main")
            try await remote.withTemporaryClone(branch: "main", in: try workspace.cloneFolder()) { clone in
                let id = try await clone.commit([.write("a", "1")], message: "mine", author: .tester)
                try await clone.push(to: "review/1")
                #expect(try await remote.head(ofBranch: "review/1") == id)
                await #expect(throws: GitError.invalidBranch(name: "a..b")) { try await clone.push(to: "a..b") }
            }
            #expect(try await remote.head(ofBranch: "main") == before)
        }
    }
}
