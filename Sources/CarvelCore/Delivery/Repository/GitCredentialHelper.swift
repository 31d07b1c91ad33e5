import GitRepository

/// Asks git's own credential helpers for the user name and password of a server, and tells them how that went.
///
/// Source: git, `git-credential`.
struct GitCredentialHelper: Sendable {
    let host: Host
    let url: String

    /// What a helper knows; `nil` where there is none, none knows anything, or git is not there.
    ///
    /// - Throws: `CancellationError` where the task is cancelled meanwhile.
    func fill() async throws -> GitCredentials? {
        guard url.hasPrefix("https://") || url.hasPrefix("http://") else { return nil }
        guard let answer = try await run("fill", Self.question(url)) else { return nil }
        var members: [Substring: Substring] = [:]
        for line in String(decoding: answer, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { members[parts[0]] = parts[1] }
        }
        guard let username = members["username"], let password = members["password"], !password.isEmpty else {
            return nil
        }
        return .password(username: String(username), password: String(password))
    }

    /// Tells the helpers that the server took the credentials, so that those which remember may do so.
    func approve(_ credentials: GitCredentials) async throws { try await tell("approve", credentials) }

    /// Tells the helpers that the server did not take the credentials, so that those which remember forget them.
    func reject(_ credentials: GitCredentials) async throws { try await tell("reject", credentials) }

    private func tell(_ verb: String, _ credentials: GitCredentials) async throws {
        guard case .password(let username, let password) = credentials else { return }
        _ = try await run(verb, Self.question(url) + "username=\(username)\npassword=\(password)\n")
    }

    /// The server as the helpers are asked about it; they cut the path where they don't go by it.
    private static func question(_ url: String) -> String {
        let scheme = url.prefix { $0 != ":" }
        let rest = url.dropFirst(scheme.count + "://".count)
        let host = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(host.count).drop { $0 == "/" }
        return "protocol=\(scheme)\nhost=\(host)\n" + (path.isEmpty ? "" : "path=\(path)\n")
    }

    /// Runs git; the secret goes through pipes, never into arguments.
    ///
    /// - Returns: `nil` where it could not be run, or failed: then there are no credentials.
    private func run(_ verb: String, _ input: String) async throws -> [UInt8]? {
        var variables = host.variables
        // Helpers may ask; git itself must not, where nobody expects to be asked.
        variables["GIT_TERMINAL_PROMPT"] = "0"
        variables["GIT_ASKPASS"] = nil
        variables["SSH_ASKPASS"] = nil
        let call = ProgramCall(
            "git",
            searchPath: host.variables["PATH"] ?? "/usr/bin:/bin",
            arguments: ["credential", verb],
            variables: variables,
            input: .bytes(Array((input + "\n").utf8)),
            messages: .collected(limit: 1 << 16)
        )
        do {
            let result = try await host.programs.run(call)
            return result.ending == .status(0) ? result.output : nil
        } catch {
            try Task.checkCancellation()
            return nil
        }
    }
}
