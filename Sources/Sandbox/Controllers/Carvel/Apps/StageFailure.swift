/// Why a stage of an App failed.
struct StageFailure: Error, Sendable {
    /// What stands in the App's condition.
    var message: String
    /// The program's exit code; -1 where none was run.
    var exitCode: Int
    var standardError: String?
    var standardOutput: String?

    /// What people should read.
    var usefulErrorMessage: String { standardError ?? message }

    /// That something was missing before a program could be run.
    static func preparing(_ message: String) -> StageFailure {
        StageFailure(message: message, exitCode: -1)
    }

    /// That a program ended with an error.
    ///
    /// - Parameter action: what the program was to do, such as `Templating dir`.
    static func program(_ action: String, standardError: String, standardOutput: String? = nil) -> StageFailure {
        StageFailure(
            message: "\(action): \(seeUsefulErrorMessage)",
            exitCode: 1,
            standardError: standardError,
            standardOutput: standardOutput
        )
    }
}
