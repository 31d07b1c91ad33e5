import Subprocess
import Testing

@testable import GitRepository

/// A git server with a password on a free port of this machine.
struct GitServer: Sendable {
    let port: String

    /// Serves the workspace's folder while the body runs.
    static func with(_ workspace: Workspace, _ body: (GitServer) async throws -> Void) async throws {
        let result = try await run(
            .name("python3"),
            arguments: ["-c", script, workspace.path],
            input: .inputWriter,
            output: .sequence,
            error: .string(limit: 100_000)
        ) { execution in
            var port: String?
            for try await line in execution.standardOutput.strings() {
                port = line
                break
            }
            do {
                let digits = try #require(port).filter(\.isNumber)
                try await body(GitServer(port: digits))
            } catch {
                try await execution.standardInputWriter.finish()
                throw error
            }
            try await execution.standardInputWriter.finish()
        }
        #expect(result.terminationStatus.isSuccess, "\(result.standardError)")
    }

    func url(_ area: String, _ repository: String = "remote.git") -> String {
        "http://127.0.0.1:\(port)/\(area)/\(repository)"
    }

    func remote(
        _ area: String = "git",
        _ repository: String = "remote.git",
        credentials: GitCredentials = .password(username: "ada", password: "s3cret"),
        timeout: Duration = .seconds(60)
    ) throws -> GitRemote {
        try GitRemote(url: url(area, repository), credentials: credentials, timeout: timeout)
    }
}
