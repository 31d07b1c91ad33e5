import Foundation
import PackagePlugin

/// The programs of this project and all names by which they are found, as `scripts/plugin-names` tells them.
struct ProgramNames {
    private let script: URL

    init(_ context: PluginContext) {
        script = context.package.directoryURL.appending(path: "scripts/plugin-names")
    }

    /// The executables.
    func programs() throws -> [String] {
        try lines("programs")
    }

    /// All names by which an executable can be typed in a shell.
    func names(of program: String) throws -> [String] {
        try lines("shell").compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            return words.first == program ? words.last : nil
        }
    }

    private func lines(_ question: String) throws -> [String] {
        let answer = try run(script, [question])
        return String(decoding: answer, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}

/// What a program prints. What it says on stderr goes to that of the plugin.
func run(_ program: URL, _ arguments: [String]) throws -> Data {
    let process = Process()
    let output = Pipe()
    process.executableURL = program
    process.arguments = arguments
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
        throw ArtifactError(
            "\(program.lastPathComponent) \(arguments.joined(separator: " ")) ended with \(process.terminationStatus)"
        )
    }
    return data
}
