/// The programs that a command may run, as a value: the machine's own, or those of a test.
public struct Programs: Sendable {
    /// Whether there is a terminal from which a program can read what the user types.
    public var hasTerminal: Bool
    /// Runs a program to its end. Where the task is cancelled, the program is ended, and is gone when this returns.
    public var run: @Sendable (_ call: ProgramCall) async throws(ProgramError) -> ProgramResult

    /// Programs that are run by this function.
    public init(
        hasTerminal: Bool = false,
        run: @escaping @Sendable (_ call: ProgramCall) async throws(ProgramError) -> ProgramResult
    ) {
        self.hasTerminal = hasTerminal
        self.run = run
    }

    /// No programs at all.
    public static let none = Programs { call throws(ProgramError) in
        throw ProgramError(program: call.program, reason: .notFound)
    }
}

/// How a program is run.
public struct ProgramCall: Sendable, Hashable {
    /// The path of the program, or a name without a slash to look for in `searchPath`.
    public var program: String
    /// The folders in which a name is looked for, with colons between them, as in `PATH`.
    public var searchPath: String
    /// The arguments after the program's name. Others on the machine can read them, so they hold no secret.
    public var arguments: [String]
    /// All of its environment.
    public var variables: [String: String]
    /// What its standard input is.
    public var input: Input
    /// Where its standard error goes.
    public var messages: Messages
    /// How many bytes it may write to its standard output; with more it fails.
    public var outputLimit: Int

    /// What a program's standard input is.
    public enum Input: Sendable, Hashable {
        /// Nothing to read.
        case nothing
        /// These bytes, which need not be text.
        case bytes([UInt8])
        /// The user's terminal, where there is one.
        case terminal
    }

    /// Where a program's standard error goes.
    public enum Messages: Sendable, Hashable {
        /// To the user, as the program writes it.
        case shown
        /// Into the result, up to a limit in bytes.
        case collected(limit: Int)
    }

    /// A call without input, whose messages are shown.
    public init(
        _ program: String,
        searchPath: String,
        arguments: [String] = [],
        variables: [String: String] = [:],
        input: Input = .nothing,
        messages: Messages = .shown,
        outputLimit: Int = 1 << 20
    ) {
        self.program = program
        self.searchPath = searchPath
        self.arguments = arguments
        self.variables = variables
        self.input = input
        self.messages = messages
        self.outputLimit = outputLimit
    }
}

/// What came of a program that ran to its end.
public struct ProgramResult: Sendable, Hashable {
    /// How it ended.
    public var ending: Ending
    /// What it wrote to its standard output. It may be secret.
    public var output: [UInt8]
    /// What it wrote to its standard error, where that was collected.
    public var messages: [UInt8]

    /// How a program ends.
    public enum Ending: Sendable, Hashable, CustomStringConvertible {
        /// By itself; 0 is success.
        case status(Int32)
        /// By a signal of that number.
        case signal(Int32)

        /// Such as `exit status 3`.
        public var description: String {
            switch self {
            case .status(let code): "exit status \(code)"
            case .signal(let number): "signal \(number)"
            }
        }
    }

    /// A result, by default a success that says nothing.
    public init(ending: Ending = .status(0), output: [UInt8] = [], messages: [UInt8] = []) {
        self.ending = ending
        self.output = output
        self.messages = messages
    }
}

/// Why a program could not be run to its end.
public struct ProgramError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The program as it was asked for.
    public var program: String
    /// What stood in the way.
    public var reason: Reason

    /// The ways in which a program fails before it can say so itself.
    public enum Reason: Sendable, Hashable {
        /// There is no such program, or this user may not run it.
        case notFound
        /// It wrote more than the call allows.
        case tooMuchOutput
        /// The task was cancelled.
        case cancelled
        /// What the system said.
        case other(String)
    }

    /// The failure to run one program.
    public init(program: String, reason: Reason) {
        self.program = program
        self.reason = reason
    }

    /// One sentence for the user: the program, and what is wrong with it; never what it wrote.
    public var description: String {
        switch reason {
        case .notFound where program.contains("/"): "\(program): no such program, or one that may not be run"
        case .notFound: "\(program): not found in any folder of PATH"
        case .tooMuchOutput: "\(program): wrote more than can be meant"
        case .cancelled: "\(program): was stopped"
        case .other(let message): "\(program): can't be run: \(message)"
        }
    }
}
