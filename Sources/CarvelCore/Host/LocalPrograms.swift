import Subprocess
import SystemPackage

extension Programs {
    /// This machine's programs.
    ///
    /// - Parameters:
    ///   - terminal: the descriptor of the terminal that the user types at; `nil` where there is none.
    ///   - messages: the descriptor to which programs write what is for the user.
    public static func local(terminal: Int32?, messages: Int32) -> Programs {
        let local = LocalPrograms(
            terminal: terminal.map(FileDescriptor.init(rawValue:)),
            messages: FileDescriptor(rawValue: messages)
        )
        return Programs(hasTerminal: terminal != nil) { call async throws(ProgramError) in try await local.run(call) }
    }
}

/// Runs programs as children of this process.
private struct LocalPrograms: Sendable {
    var terminal: FileDescriptor?
    var messages: FileDescriptor

    func run(_ call: ProgramCall) async throws(ProgramError) -> ProgramResult {
        let result: ProgramResult
        do {
            result = try await self.result(of: call)
        } catch let error as SubprocessError {
            throw ProgramError(program: call.program, reason: Self.reason(error))
        } catch {
            throw ProgramError(program: call.program, reason: Task.isCancelled ? .cancelled : .other("\(error)"))
        }
        // What a program writes that is stopped half-way is not what was asked for.
        if Task.isCancelled { throw ProgramError(program: call.program, reason: .cancelled) }
        return result
    }

    private func result(of call: ProgramCall) async throws -> ProgramResult {
        switch call.messages {
        case .shown:
            try await result(of: call, errors: .fileDescriptor(messages, closeAfterSpawningProcess: false))
        case .collected(let limit):
            try await result(of: call, errors: .bytes(limit: limit))
        }
    }

    private func result(of call: ProgramCall, errors: some ErrorOutputProtocol) async throws -> ProgramResult {
        let configuration = try await configuration(call)
        let output = BytesOutput.bytes(limit: call.outputLimit)
        if case .bytes(let bytes) = call.input {
            return ProgramResult(
                try await Subprocess.run(configuration, input: .inputWriter, output: output, error: errors) { program in
                    // It may end without having read everything; its exit status tells whether that was meant.
                    _ = try? await program.standardInputWriter.write(bytes)
                }
            )
        }
        if call.input == .terminal, let terminal {
            let input = FileDescriptorInput.fileDescriptor(terminal, closeAfterSpawningProcess: false)
            return ProgramResult(try await Subprocess.run(configuration, input: input, output: output, error: errors))
        }
        return ProgramResult(try await Subprocess.run(configuration, input: .none, output: output, error: errors))
    }

    private func configuration(_ call: ProgramCall) async throws -> Configuration {
        let variables = call.variables.map { (Environment.Key(stringLiteral: $0), $1) }
        var executable = Executable.path(FilePath(call.program))
        if !call.program.contains("/") {
            // The program's own environment may have another PATH; it is for what the program runs itself.
            let path = try await Executable.name(call.program)
                .resolveExecutablePath(in: .custom(["PATH": call.searchPath]))
            executable = .path(path)
        }
        return Configuration(
            executable: executable,
            arguments: Arguments(call.arguments),
            environment: .custom(Dictionary(variables) { _, last in last }),
            platformOptions: platformOptions
        )
    }

    /// A cancelled program gets a moment to clean up. Away from a terminal it has a process group of its own, so that
    /// whatever it runs itself ends with it; at a terminal that would keep it from reading what the user types.
    private var platformOptions: PlatformOptions {
        var options = PlatformOptions()
        let hasOwnGroup = terminal == nil
        if hasOwnGroup { options.processGroupID = 0 }
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: hasOwnGroup, allowedDurationToNextStep: .seconds(2))
        ]
        return options
    }

    private static func reason(_ error: SubprocessError) -> ProgramError.Reason {
        if Task.isCancelled { return .cancelled }
        return switch error.code {
        case .executableNotFound: .notFound
        case .outputLimitExceeded: .tooMuchOutput
        default: .other(error.description)
        }
    }
}

extension ProgramResult {
    fileprivate init<Value, Errors>(_ result: ExecutionResult<Value, BytesOutput, Errors>) {
        self.init(
            ending: Ending(result.terminationStatus),
            output: result.standardOutput,
            messages: result.standardError as? [UInt8] ?? []
        )
    }
}

extension ProgramResult.Ending {
    fileprivate init(_ status: TerminationStatus) {
        switch status {
        case .exited(let code): self = .status(code)
        case .signaled(let number): self = .signal(number)
        }
    }
}
