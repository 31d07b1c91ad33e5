public import ArgumentParser
import Dispatch
import GitRepository
import Glibc

/// Runs a plugin's command the same way for all of them: errors as one sentence on stderr, exit status as documented,
/// Ctrl-C with everything temporary removed.
public enum Plugin {
    /// Not a flag of the parser's: `add` has an option of that name.
    static let versionFlag = "--version"

    /// Parses the process's arguments, runs the command that they name, and ends the process.
    public static func run<Command: AsyncParsableCommand>(_ command: Command.Type) async -> Never {
        // A reader that has gone, or a server that hung up, is an error to handle and no reason to die.
        signal(SIGPIPE, SIG_IGN)
        Heap.limit()
        if await answerQuestion(of: command) { end(ExitStatus.success.rawValue) }
        let work = Task { await outcome(command) }
        let signals = [SIGINT, SIGTERM].map { onSignal($0, cancel: work) }
        let status = await work.value
        withExtendedLifetime(signals) {}
        end(status)
    }

    /// Ends the process without the C library's exit handlers: they would take away what libcurl's threads may still be
    /// using. Nothing is lost by that, for `Console` keeps nothing back.
    private static func end(_ status: Int32) -> Never {
        _exit(status)
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

    /// Answers what is asked of the program itself: what can be typed, and which version it is. Both are quick, and
    /// leave the parser aside.
    ///
    /// - Returns: whether that was all that is asked.
    public static func answerQuestion<Command: ParsableCommand>(of command: Command.Type) async -> Bool {
        if let request = CompletionRequest() {
            await request.answer(for: command)
            return true
        }
        guard CommandLine.arguments.dropFirst() == [versionFlag] else { return false }
        Console.standard.write(VersionText.text(of: command._commandName))
        return true
    }

    /// Tells of an error, or of the help that was asked for.
    ///
    /// - Returns: the exit status.
    public static func report<Command: ParsableCommand>(_ error: any Error, of command: Command.Type) -> Int32 {
        if let code = error as? ExitCode { return code.rawValue }
        if Task.isCancelled {
            Console.standard.tell(.warning, "stopped")
            return ExitStatus.interrupted.rawValue
        }
        let code = Command.exitCode(for: error)
        if code.isSuccess {
            Console.standard.write(Command.fullMessage(for: error))
        } else if code == .validationFailure {
            reportUsage(error, of: command)
        } else {
            Console.standard.tell(.failure, "\(error)")
            return ExitStatus.failure.rawValue
        }
        return code.rawValue
    }

    /// Tells what is wrong with the command line, and how it should be.
    private static func reportUsage<Command: ParsableCommand>(_ error: any Error, of command: Command.Type) {
        let parsers = Command.message(for: error)
        let unknown = UnknownWord(Array(CommandLine.arguments.dropFirst()), of: command)
        let usage = String(Command.fullMessage(for: error).dropFirst("\(Command._errorPrefix)\(parsers)\n".count))
        Console.standard.tell(.failure, unknown?.description ?? parsers)
        Console.standard.talk(asTyped(usage, of: command))
    }

    /// The parser speaks of the subcommand that it runs where none is named; who has named none knows it not.
    private static func asTyped<Command: ParsableCommand>(_ usage: String, of command: Command.Type) -> String {
        guard let unnamed = command.configuration.defaultSubcommand?._commandName,
            !CommandLine.arguments.contains(unnamed)
        else { return usage }
        return usage.replacing("\(command._commandName) \(unnamed)", with: command._commandName)
    }

    /// The first signal lets the command end in good order; the second does not wait for that.
    private static func onSignal(_ number: Int32, cancel work: Task<Int32, Never>) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
            if work.isCancelled {
                _ = TemporaryFolders.removeAll()
                end(ExitStatus.interrupted.rawValue)
            }
            work.cancel()
        }
        source.resume()
        return source
    }
}
