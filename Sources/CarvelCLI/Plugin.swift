public import ArgumentParser
import CarvelCore
import Dispatch
import GitRepository
import Glibc

/// Runs a plugin's command the same way for all of them: errors as one sentence on stderr, exit status as documented,
/// Ctrl-C with everything temporary removed.
public enum Plugin {
    /// Parses the process's arguments, runs the command that they name, and ends the process.
    public static func run<Command: AsyncParsableCommand>(_ command: Command.Type) async -> Never {
        // A reader that has gone, or a server that hung up, is an error to handle and no reason to die.
        signal(SIGPIPE, SIG_IGN)
        // Not a flag of the parser's: `add` has an option of that name.
        if CommandLine.arguments.dropFirst() == ["--version"] {
            let name = command.configuration.commandName ?? CommandLine.arguments[0]
            Console.standard.write("\(name) \(Version.current)")
            exit(ExitStatus.success.rawValue)
        }
        let work = Task { await outcome(command) }
        let signals = [SIGINT, SIGTERM].map { onSignal($0, cancel: work) }
        let status = await work.value
        withExtendedLifetime(signals) {}
        exit(status)
    }

    private static func outcome<Command: AsyncParsableCommand>(_ command: Command.Type) async -> Int32 {
        do {
            var parsed = try Command.parseAsRoot()
            if var command = parsed as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try parsed.run()
            }
            return ExitStatus.success.rawValue
        } catch let status as ExitStatus {
            return status.rawValue
        } catch {
            return report(error, of: command)
        }
    }

    private static func report<Command: ParsableCommand>(_ error: any Error, of command: Command.Type) -> Int32 {
        if Task.isCancelled {
            Console.standard.tell(.warning, "stopped")
            return ExitStatus.interrupted.rawValue
        }
        let code = Command.exitCode(for: error)
        let isUsage = code == .validationFailure
        let message = Command.fullMessage(for: error)
        if code.isSuccess {
            Console.standard.write(message)
            return code.rawValue
        }
        if isUsage {
            Console.standard.talk(message)
            return code.rawValue
        }
        Console.standard.tell(.failure, "\(error)")
        return ExitStatus.failure.rawValue
    }

    /// The first signal lets the command end in good order; the second does not wait for that.
    private static func onSignal(_ number: Int32, cancel work: Task<Int32, Never>) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
            if work.isCancelled {
                _ = TemporaryFolders.removeAll()
                exit(ExitStatus.interrupted.rawValue)
            }
            work.cancel()
        }
        source.resume()
        return source
    }
}
