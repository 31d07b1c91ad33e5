import Sandbox
import Testing

// The repository as those see it who use plain git: the supply chain, and a person with an editor.

extension Workbench {
    /// What git needs to log in, and to tell nothing of whose machine this is.
    func gitEnvironment() -> [String: String] {
        [
            "GIT_ASKPASS": plane?.askpassPath ?? "true", "GIT_TERMINAL_PROMPT": "0",
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "chain", "GIT_AUTHOR_EMAIL": "chain@example.com",
            "GIT_COMMITTER_NAME": "chain", "GIT_COMMITTER_EMAIL": "chain@example.com",
        ]
    }

    /// Runs plain git in the checkout, and gives what it printed.
    @discardableResult
    func git(_ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation) async throws -> String {
        let result = try await command(["git"] + arguments, with: gitEnvironment())
        try #require(result.status == 0, "\(result.testDescription)", sourceLocation: sourceLocation)
        return result.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().joined(separator: "\n")
    }

    /// Clones the empty repository into the checkout.
    func clone() async throws {
        try await git("clone", "--quiet", try repositoryURL, ".")
        try await git("checkout", "--quiet", "-B", "main")
    }

    /// Brings the checkout to the head of the branch.
    func pull() async throws {
        try await git("pull", "--quiet", "--ff-only", "origin", "main")
    }

    /// Commits and pushes everything in the checkout.
    func push(_ message: String = "By hand") async throws {
        try await git("add", "--all")
        try await git("commit", "--quiet", "--message", message)
        try await git("push", "--quiet", "origin", "main")
    }

    /// The head of the branch at the remote.
    func remoteHead() async throws -> String {
        let line = try await git("ls-remote", "origin", "refs/heads/main")
        return String(line.prefix { $0 != "\t" })
    }

    /// Replaces a text in a file of the checkout, which must be there.
    func edit(_ file: String, _ old: String, to new: String) throws {
        let text = try folder.read("\(Self.checkout)/\(file)")
        try #require(text.contains(old), "\(text)")
        try folder.write(text.replacing(old, with: new), to: "\(Self.checkout)/\(file)")
    }
}
