import Subprocess
import Testing

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

@Suite("A command that is stopped ends in good order")
struct InterruptTests {
    @Test("While it waits: exit status 130, and nothing left behind", arguments: [Signal.interrupt, .terminate])
    func waiting(_ signal: Signal) async throws {
        try await Workbench.with { bench in
            try await bench.add()
            let command = "\(try Product.executables())/kubectl-carvel-verify"
            // Nothing was applied, so there is nothing that could become verified.
            let status = try await withDeadline(of: "\(command), stopped") {
                try await Self.run([command, "--wait"], bench, until: "◎ staging: PackageInstall/app", then: signal)
            }
            #expect(status == 130)
            #expect(try bench.folder.contents("temporary").isEmpty)
        }
    }

    @Test("While it watches, which has no other end")
    func watching() async throws {
        try await Workbench.with { bench in
            try await bench.complete()
            let command = "\(try Product.executables())/kubectl-carvel-verify"
            let status = try await withDeadline(of: "\(command) --watch, stopped") {
                try await Self.run([command, "--watch"], bench, until: "✔ delivery shop is verified", then: .interrupt)
            }
            #expect(status == 130)
        }
    }

    /// Runs a command that waits, and sends it a signal once it has said something.
    private static func run(
        _ command: [String],
        _ bench: Workbench,
        until words: String,
        then signal: Signal
    ) async throws -> Int32 {
        let result = try await Subprocess.run(
            .path(FilePath(command[0])),
            arguments: Arguments(Array(command.dropFirst())),
            environment: bench.environment(),
            workingDirectory: FilePath("\(bench.folder.path)/\(Workbench.checkout)"),
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
