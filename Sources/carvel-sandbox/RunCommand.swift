import ArgumentParser
import Glibc
import Sandbox
import Subprocess

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run one command in a sandbox, and end with its exit status.",
        discussion: """
            EXAMPLES:
              # A shell in a sandbox of its own
              carvel-sandbox run -- bash

              # One command
              carvel-sandbox run -- kubectl --context staging get packages -A

            \(SandboxOptions.faultHelp)
            """
    )

    @OptionGroup var options: SandboxOptions

    @Argument(parsing: .postTerminator, help: "The command, after --.")
    var command: [String]

    func validate() throws {
        if command.isEmpty { throw ValidationError("there is no command; give one after --") }
    }

    func run() async throws {
        // Ctrl-C goes to the command too, and when that ends, so does the sandbox.
        signal(SIGINT, SIG_IGN)
        let sandbox = try await options.start()
        let status: Int32
        do {
            status = try await Self.run(command, in: sandbox)
        } catch {
            try await sandbox.stop()
            throw error
        }
        try await sandbox.stop()
        throw ExitCode(status)
    }

    private static func run(_ command: [String], in sandbox: ControlPlane) async throws -> Int32 {
        var changes: [Environment.Key: String?] = [:]
        for (name, value) in sandbox.variables { changes[Environment.Key(stringLiteral: name)] = value }
        let result = try await Subprocess.run(
            // env takes names and paths alike.
            .name("env"),
            arguments: Arguments(command),
            environment: .inherit.updating(changes),
            input: .currentStandardInput,
            output: .currentStandardOutput,
            error: .currentStandardError
        )
        switch result.terminationStatus {
        case .exited(let code): return code
        // As a shell has it.
        case .signaled(let number): return 128 + number
        }
    }
}
