import Foundation
import Testing

@testable import Sandbox

/// The git of this machine as a user would run it, with a checkout in a folder of its own.
struct GitClient {
    let folder: String
    var checkout: String { folder + "/checkout" }

    /// The URL with the server's user name and password in it.
    func url(_ url: String, as server: GitServer) throws -> String {
        var components = try #require(URLComponents(string: url))
        components.user = server.username
        components.password = server.password
        return try #require(components.string)
    }

    /// Runs git, and gives what it prints without the line break at its end.
    @discardableResult
    func run(_ arguments: String...) async throws -> String {
        var variables: [String: String] = [:]
        for role in ["AUTHOR", "COMMITTER"] {
            variables["GIT_\(role)_NAME"] = "Test"
            variables["GIT_\(role)_EMAIL"] = "test@example.com"
        }
        return try await GitCommand.run(arguments, home: folder, variables: variables)
    }

    /// Writes the files into the checkout, removes those whose text is `nil`, and commits.
    func commit(_ files: [String: String?]) async throws {
        for (path, text) in files {
            let file = URL(filePath: checkout + "/" + path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            if let text {
                try Data(text.utf8).write(to: file)
            } else {
                try FileManager.default.removeItem(at: file)
            }
        }
        try await run("-C", checkout, "add", "--all")
        try await run("-C", checkout, "commit", "--quiet", "-m", "change")
    }

    /// Clones where there is no checkout yet, commits, and pushes.
    ///
    /// - Returns: the id of the commit.
    func commitAndPush(_ files: [String: String?], to url: String, as server: GitServer) async throws -> String {
        if !FileManager.default.fileExists(atPath: checkout) {
            try await run("clone", "--quiet", try self.url(url, as: server), checkout)
        }
        try await commit(files)
        try await run("-C", checkout, "push", "--quiet", "origin", "HEAD:main")
        return try await run("-C", checkout, "rev-parse", "HEAD")
    }
}

/// Runs a test with a folder for a git client, which is removed afterwards.
func withGitClient<Result>(_ body: (GitClient) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.path + "/git-client-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(GitClient(folder: folder))
}

/// Runs a test with a server and a client.
func withGitServer(_ body: (GitServer, GitClient) async throws -> Void) async throws {
    let server = try await GitServer.start()
    try await withGitClient { client in
        do {
            try await body(server, client)
        } catch {
            try await server.stop()
            throw error
        }
    }
    try await server.stop()
}
