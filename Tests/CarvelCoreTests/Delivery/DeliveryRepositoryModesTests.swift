import GitRepository
import Testing

@testable import CarvelCore

@Suite("Where a change of the GitOps repository goes", .timeLimit(.minutes(4)))
struct DeliveryRepositoryModesTests {
    private typealias Base = DeliveryRepositoryTests

    @Test("A file that is to go goes, and the rest stays")
    func removal() async throws {
        try await GitWorkspace.with { workspace in
            try await workspace.push("app/staging/a.yaml", "a: 1")
            try await workspace.push("app/staging/b.yaml", "b: 1")
            let outcome = try await Base.repository(workspace).change { _ in
                RepositoryEdit(removals: ["app/staging/a.yaml"], notes: ["remove a"])
            }
            #expect(outcome.edit.paths == ["app/staging/a.yaml"])
            #expect(try await workspace.git("ls-tree", "-r", "--name-only", "main") == "app/staging/b.yaml")
        }
    }

    @Test("A preview shows the difference as git makes it, and touches nothing")
    func preview() async throws {
        try await GitWorkspace.with { workspace in
            try await workspace.push("app/staging/a.yaml", "a: 1")
            let head = try await workspace.git("rev-parse", "main")
            let repository = try Base.repository(workspace)
            let preview = try await repository.preview(Base.writing("app/staging/a.yaml", "a: 2\n"))
            #expect(preview.diff == "--- a/app/staging/a.yaml\n+++ b/app/staging/a.yaml\n@@ -1 +1 @@\n-a: 1\n+a: 2\n")
            let none = try await repository.preview(Base.writing("app/staging/a.yaml", "a: 1\n"))
            #expect(none.diff.isEmpty && none.edit.paths.isEmpty)
            #expect(try await workspace.git("rev-parse", "main") == head)
        }
    }

    @Test("Signs off as the committer")
    func signOff() async throws {
        try await GitWorkspace.with { workspace in
            _ = try await Base.repository(workspace, signsOff: true).change(Base.writing("a/b/c.yaml", "a: 1\n"))
            let message = try await workspace.git("log", "-1", "--format=%B", "main")
            #expect(message == "Write a/b/c.yaml\n\nSigned-off-by: Ada <ada@example.com>")
            let trailer = try await workspace.git(
                "log",
                "-1",
                "--format=%(trailers:key=Signed-off-by,valueonly)",
                "main"
            )
            #expect(trailer == "Ada <ada@example.com>")
        }
    }

    @Test("Goes to a branch of its own for review, again on top of what is there, and leaves the delivered one alone")
    func review() async throws {
        try await GitWorkspace.with { workspace in
            try await workspace.push("a/b/c.yaml", "a: 1")
            let head = try await workspace.git("rev-parse", "main")
            let place = try DeliveryRepository.Place.review(workspace.remote, branch: "main", review: "next")
            let repository = try Base.repository(workspace, place)
            let outcome = try await repository.change(Base.writing("a/b/c.yaml", "a: 2\n"))
            let request = PullRequest(url: try workspace.remote.url, branch: "next", target: "main")
            #expect(outcome.fate == .pushedForReview(request))
            #expect(try await workspace.git("rev-parse", "next~1") == head)
            #expect(try await repository.change(Base.writing("a/b/c.yaml", "a: 2\n")).fate == .unchanged)
            _ = try await repository.change(Base.writing("a/b/d.yaml", "d: 1\n"))
            #expect(try await workspace.git("rev-parse", "next~2") == head)
            #expect(try await workspace.git("show", "next:a/b/c.yaml") == "a: 2")
            #expect(try await workspace.git("rev-parse", "main") == head)
        }
    }

    @Test("There is no pull request to an empty repository")
    func emptyReview() async throws {
        try await GitWorkspace.with { workspace in
            let place = try DeliveryRepository.Place.review(workspace.remote, branch: "main", review: "next")
            let error = await #expect(throws: DeliveryError.self) {
                try await Base.repository(workspace, place).change(Base.writing("a/b/c.yaml", "a: 2\n"))
            }
            #expect(error?.hint == "leave out --branch-for-review for the first one")
            #expect(try await workspace.git("for-each-ref") == "")
        }
    }

    @Test("Where to open the pull request is said as exactly as can be")
    func pullRequests() {
        func advice(_ url: String) -> String {
            PullRequest(url: url, branch: "shop/next#1", target: "main").advice
        }
        #expect(
            advice("https://github.com/shop/gitops.git")
                == "open a pull request at https://github.com/shop/gitops/compare/main...shop/next%231?expand=1"
        )
        #expect(
            advice("https://gitlab.com/a/b/gitops/")
                == "open a pull request at https://gitlab.com/a/b/gitops/-/merge_requests/new"
                + "?merge_request%5Bsource_branch%5D=shop/next%231&merge_request%5Btarget_branch%5D=main"
        )
        #expect(
            advice("https://git.example.com/gitops")
                == "open a pull request from \"shop/next#1\" into \"main\" at https://git.example.com/gitops"
        )
    }
}
