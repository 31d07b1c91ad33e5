import Glibc
import Subprocess
import Testing

@testable import GitRepository

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A folder of one test, removed at its end, with the real git at hand.
struct Workspace: Sendable {
    let path: String

    static func with<Result: Sendable>(_ body: (Workspace) async throws -> Result) async throws -> Result {
        let folder = try TemporaryFolder(in: "/tmp")
        defer { folder.close() }
        return try await body(Workspace(path: folder.path))
    }

    /// Where the clones of a test go, so that the test can see what is left of them.
    func cloneFolder() throws -> String {
        let folder = "\(path)/clones"
        if mkdir(folder, 0o700) != 0 {
            try #require(errno == EEXIST)
        }
        return folder
    }

    /// The names in the folder of the clones.
    func leftovers() async throws -> String {
        try await shell("ls -A clones")
    }

    /// Runs the real git and gives back what it printed.
    @discardableResult
    func git(_ arguments: String..., in folder: String = "") async throws -> String {
        try await command("git", ["-C", "\(path)/\(folder)"] + arguments)
    }

    /// Runs a line of shell in the workspace.
    @discardableResult
    func shell(_ line: String) async throws -> String {
        try await command("sh", ["-e", "-c", "cd '\(path)'; \(line)"])
    }

    /// Makes an empty bare repository.
    func bareRepository(_ name: String = "remote.git") async throws {
        try await git("init", "--quiet", "--bare", "--initial-branch=main", name)
    }

    /// Makes a bare repository that has one commit: a plain file, a script, a link, a file with a name in Unicode.
    func filledRepository(_ name: String = "remote.git") async throws {
        try await bareRepository(name)
        try await shell(
            """
            git init --quiet --initial-branch=main seed && cd seed && mkdir -p shop/größe
            printf 'one\\n' > shop/plain.yaml; printf '#!/bin/sh\\n' > run.sh; chmod +x run.sh
            printf 'grün\\n' > 'shop/größe/日本 🚀.yaml'; ln -s run.sh link
            git add . && git -c user.name=Seed -c user.email=seed@example.com commit --quiet -m seed
            git push --quiet ../\(name) main && cd .. && rm -rf seed
            """
        )
    }

    private func command(_ name: String, _ arguments: [String]) async throws -> String {
        let result = try await run(
            .name(name),
            arguments: Arguments(arguments),
            output: .string(limit: 1_000_000),
            error: .string(limit: 1_000_000)
        )
        try #require(
            result.terminationStatus.isSuccess,
            "\(name) \(arguments): \(result.standardError)"
        )
        return trimmed(result.standardOutput)
    }

    private func trimmed(_ text: String) -> String {
        var text = text[...]
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

extension GitAuthor {
    static let tester = GitAuthor(name: "Ada Löwe", email: "ada@example.com")
}

extension GitChange {
    static func write(_ path: String, _ text: String) -> GitChange {
        .write(path: path, contents: Array(text.utf8))
    }
}
