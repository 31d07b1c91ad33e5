import Testing

@testable import GitRepository

@Suite("What commits changed in a folder", .timeLimit(.minutes(4)))
struct RevisionTests {
    private func lines(_ revisions: [GitRevision]) -> [String] {
        revisions.map { revision in
            let changes = revision.changes.map { "\($0.blob == nil ? "-" : "+")\($0.path)" }
            return "\(revision.commit.message.prefix { $0 != "\n" }): \(changes.joined(separator: " "))"
        }
    }

    @Test("Newest first, along the branch: what a merge brought in counts as the merge's")
    func revisions() async throws {
        try await Workspace.with { workspace in
            try await workspace.shell(
                """
                git init --quiet --initial-branch=main work; cd work
                git config user.name Bo; git config user.email bo@example.com
                mkdir -p shop/a other; echo 1 > shop/a/x; echo 1 > other/y; git add .; git commit --quiet -m one
                echo 2 > other/y; git commit --quiet -am elsewhere
                git switch --quiet -c side; echo 2 > shop/a/x; git commit --quiet -am side
                git switch --quiet main; echo 1 > shop/z; git add .; git commit --quiet -m two
                git merge --quiet --no-ff -m merge side; git rm --quiet -r shop; git commit --quiet -m gone
                """
            )
            let clone = try await GitClone.open(path: "\(workspace.path)/work")
            let revisions = try await clone.revisions(of: "shop")
            #expect(
                lines(revisions) == [
                    "gone: -shop/a/x -shop/z", "merge: +shop/a/x", "two: +shop/z", "one: +shop/a/x",
                ]
            )
            #expect(revisions.map(\.commit.author.name) == ["Bo", "Bo", "Bo", "Bo"])
            let blobs = revisions.flatMap(\.changes).filter { $0.path == "shop/a/x" }.compactMap(\.blob)
            let contents = try await clone.contents(of: blobs)
            #expect(blobs.map { contents[$0] } == [Array("2\n".utf8), Array("1\n".utf8)])
            #expect(try await clone.revisions(of: "absent").isEmpty)
            #expect(try await clone.revisions(of: "other/y").isEmpty, "it is no folder")
        }
    }

    @Test("The oldest commit of a shallow clone counts as the first")
    func shallow() async throws {
        try await Workspace.with { workspace in
            try await workspace.filledRepository()
            try await workspace.shell(
                """
                git clone --quiet remote.git full; cd full; git config user.name Bo; git config user.email b@example.com
                for i in 1 2 3; do echo $i > shop/n; git add .; git commit --quiet -m $i; done; git push --quiet; cd ..
                git clone --quiet --depth 2 "file://$PWD/remote.git" shallow
                """
            )
            let clone = try await GitClone.open(path: "\(workspace.path)/shallow")
            let subjects = try await clone.revisions(of: "shop").map { $0.commit.message.prefix { $0 != "\n" } }
            #expect(subjects == ["3", "2"])
        }
    }

    @Test("An id that is not there is an error", arguments: [String(repeating: "0", count: 40), "x"])
    func unknownBlob(id: String) async throws {
        try await Workspace.with { workspace in
            try await workspace.git("init", "--quiet", "work")
            let clone = try await GitClone.open(path: "\(workspace.path)/work")
            #expect(try await clone.revisions(of: "shop").isEmpty)
            await #expect(throws: GitError.self) { try await clone.contents(of: [id]) }
        }
    }
}
