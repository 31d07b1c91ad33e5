import Subprocess
import Testing

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

extension Workbench {
    /// Runs one of our programs, and sends it a signal once it has said something.
    ///
    /// - Returns: its exit status, as a shell has it.
    func interrupt(
        _ program: String,
        _ arguments: [String],
        once words: String,
        with signal: Signal = .interrupt
    ) async throws -> Int32 {
        let command = "\(try Product.executables())/\(program)"
        let (environment, place) = (environment(), FilePath("\(folder.path)/\(Self.checkout)"))
        return try await withDeadline(of: "\(command), stopped") {
            let result = try await Subprocess.run(
                .path(FilePath(command)),
                arguments: Arguments(arguments),
                environment: environment,
                workingDirectory: place,
                platformOptions: .ownSession,
                input: .none,
                output: .discarded,
                error: .sequence
            ) { execution in
                for try await line in execution.standardError.strings() where line.hasPrefix(words) {
                    try execution.send(signal: signal)
                }
            }
            return result.terminationStatus.shellStatus
        }
    }
}
