import Algorithms
import FoundationEssentials
import GitRepository
import Subprocess
import Testing

@testable import CarvelCore

/// A folder of one test with the real git at hand: a bare remote `remote.git` with the branch `main`.
struct GitWorkspace: Sendable {
    let path: String

    static func with(_ body: (GitWorkspace) async throws -> Void) async throws {
        let made = try await output("mktemp", ["-d"])
        let workspace = GitWorkspace(path: made)
        try await workspace.shell(
            """
            git init --quiet --bare --initial-branch=main remote.git
            git clone --quiet remote.git other 2>/dev/null
            git -C other config user.name Ada && git -C other config user.email ada@example.com
            git -C other checkout --quiet -B main
            """
        )
        do {
            try await body(workspace)
        } catch {
            try await workspace.remove()
            throw error
        }
        try await workspace.remove()
    }

    var remote: GitRemote {
        get throws { try GitRemote(url: "\(path)/remote.git") }
    }

    /// Commits a file in the clone of somebody else, and pushes it.
    func push(_ file: String, _ text: String) async throws {
        try await shell(
            """
            cd other && git fetch --quiet && if git rev-parse --quiet --verify origin/main >/dev/null
            then git reset --quiet --hard origin/main; fi
            mkdir -p "$(dirname '\(file)')"
            cat > '\(file)' <<'END'
            \(text)
            END
            git add . && git commit --quiet -m 'somebody else' && git push --quiet origin main
            """
        )
    }

    /// What git prints.
    func git(_ arguments: String..., in folder: String = "remote.git") async throws -> String {
        try await Self.output("git", ["-C", "\(path)/\(folder)"] + arguments)
    }

    func shell(_ script: String) async throws {
        _ = try await Self.output("sh", ["-e", "-c", "cd '\(path)'\n" + script])
    }

    private func remove() async throws {
        _ = try await Self.output("rm", ["-rf", path])
    }

    private static func output(_ name: String, _ arguments: [String]) async throws -> String {
        let result = try await run(
            .name(name),
            arguments: Arguments(arguments),
            output: .string(limit: 1_000_000),
            error: .string(limit: 1_000_000)
        )
        try #require(result.terminationStatus.isSuccess, "\(name) \(arguments): \(result.standardError)")
        return String(result.standardOutput.trimmingSuffix(while: \.isWhitespace))
    }
}

/// Writes files where a test can't wait.
enum FileWriting {
    static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }
}
