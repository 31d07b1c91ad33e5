import Foundation
import Subprocess

/// Runs git without anything of the user's own configuration.
enum GitCommand {
    /// Environment variables by name.
    typealias Variables = [Environment.Key: String]

    /// The environment for git: nothing of this process but where the programs are.
    ///
    /// - Parameter home: a folder that git may take for the user's home.
    static func environment(home: String) -> Variables {
        [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
            "HOME": home,
            "LC_ALL": "C",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
        ]
    }

    /// Runs git to its end.
    ///
    /// - Parameters:
    ///   - variables: more of the environment, such as the author's name.
    ///   - input: what it reads from standard input.
    /// - Returns: what git printed, without the line break at its end.
    /// - Throws: `GitCommandError` where it ends with anything but success.
    @discardableResult
    static func run(
        _ arguments: [String],
        home: String,
        variables: [String: String] = [:],
        input: String = ""
    ) async throws -> String {
        var environment = environment(home: home)
        for (name, value) in variables {
            environment[Environment.Key(stringLiteral: name)] = value
        }
        let result = try await Subprocess.run(
            .name("git"),
            arguments: Arguments(arguments),
            environment: .custom(environment),
            input: .string(input),
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 16)
        )
        guard result.terminationStatus.isSuccess else {
            throw GitCommandError(command: arguments.first ?? "", message: result.standardError)
        }
        return result.standardOutput.trimmingCharacters(in: .newlines)
    }
}

/// That git refused to do something on the sandbox's server.
public struct GitCommandError: Error, Sendable, CustomStringConvertible {
    /// The git command, such as `init`.
    public let command: String
    /// What git said.
    public let message: String

    /// The command, and what git said.
    public var description: String { "git \(command): \(message)" }
}
