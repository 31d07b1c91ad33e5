public import ArgumentParser
import CarvelCore
import FoundationEssentials
import HTTPTransport

/// A shell, kubectl or flux asks what the word at the cursor may become.
public struct CompletionRequest: Sendable {
    /// What was typed after the plugin's name, the last word perhaps empty.
    private let words: [String]

    /// What stands before the words of a request, as flux and the scripts of the shells have it.
    static let marker = "__complete"
    /// What the name of an executable begins with by which kubectl asks; then all of its arguments are the words.
    ///
    /// Source: kubectl, `pkg/cmd/plugin/plugin_completion.go`.
    static let executablePrefix = "kubectl_complete-"

    /// - Parameter arguments: those of the process, its name first.
    /// - Returns: `nil` where they are no request, but a command to run.
    public init?(_ arguments: [String] = CommandLine.arguments) {
        let name = arguments.first?.split(separator: "/").last ?? ""
        if name.hasPrefix(Self.executablePrefix) {
            words = Array(arguments.dropFirst())
        } else if arguments.dropFirst().first == Self.marker {
            words = Array(arguments.dropFirst(2))
        } else {
            return nil
        }
    }

    /// Prints the answer. There always is one, for an error would put the terminal in disorder, or file names in the
    /// place of what can be typed.
    public func answer(for command: any ParsableCommand.Type) async {
        let completer = try? Completer(words, of: command, host: Self.host)
        let answer = await completer?.answer() ?? CompletionAnswer()
        Console.standard.write(answer.text)
    }

    /// The machine, with no programs to run: those that bring credentials may ask the user.
    private static var host: Host {
        Host(
            variables: ProcessInfo.processInfo.environment,
            currentDirectory: FileManager.default.currentDirectoryPath,
            files: .local,
            http: CurlClient()
        )
    }
}
