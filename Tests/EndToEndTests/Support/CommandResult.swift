import Subprocess
import Testing

/// How a command ended, and what it wrote.
struct CommandResult: Sendable, CustomTestStringConvertible {
    var command: [String]
    /// The exit status, or 128 and the number of the signal that ended it, as a shell has it.
    var status: Int32
    /// What it wrote to stdout.
    var output: String
    /// What it wrote to stderr.
    var errors: String

    /// All that it wrote.
    var text: String { output + errors }

    var testDescription: String {
        "\(command.joined(separator: " ")) → \(status)\n\(output)\n\(errors)"
    }

    /// Expects an exit status, and shows all that was written where it is another one.
    @discardableResult
    func expect(status expected: Int32, sourceLocation: SourceLocation = #_sourceLocation) -> CommandResult {
        #expect(status == expected, "\(testDescription)", sourceLocation: sourceLocation)
        return self
    }

    /// Expects each of the texts to be in what was written.
    @discardableResult
    func expect(says texts: String..., sourceLocation: SourceLocation = #_sourceLocation) -> CommandResult {
        for text in texts {
            #expect(self.text.contains(text), "expected \(text) in\n\(testDescription)", sourceLocation: sourceLocation)
        }
        return self
    }
}

extension TerminationStatus {
    /// The status as a shell has it.
    var shellStatus: Int32 {
        switch self {
        case .exited(let code): code
        case .signaled(let number): 128 + number
        }
    }
}
