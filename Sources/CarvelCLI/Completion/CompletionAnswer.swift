import ArgumentParser

/// What a word may become, in the form in which kubectl, flux and the shells' own scripts take it.
///
/// Source: `kubectl plugin` completion, and spf13/cobra, "Shell completions", whose directives these are.
struct CompletionAnswer: Sendable {
    /// What the word may become, the best first.
    var candidates: [Candidate] = []
    /// What the shell is to do with them.
    var directive: Directive = .noFiles

    /// One text that the word may become.
    struct Candidate: Sendable, Hashable {
        let value: String
        let description: String?

        init(_ value: String, _ description: String? = nil) {
            self.value = value
            self.description = description
        }
    }

    struct Directive: OptionSet, Sendable {
        let rawValue: Int

        /// No blank follows, since the word may go on.
        static let noSpace = Directive(rawValue: 2)
        /// Files are not offered where there are no candidates.
        static let noFiles = Directive(rawValue: 4)
        /// The candidates are the endings of files to offer.
        static let filesByExtension = Directive(rawValue: 8)
        /// Folders are offered.
        static let folders = Directive(rawValue: 16)
        /// The candidates stay in their order.
        static let keepOrder = Directive(rawValue: 32)
    }

    /// A line a candidate, and one for the directive.
    var text: String {
        let lines = candidates.filter { Self.isOneWord($0.value) }.map { candidate in
            // What comes from a kubeconfig or a server may not speak to the terminal.
            let description = (candidate.description ?? "").split { $0.isNewline || !Self.isPrintable($0) }
                .joined(separator: " ")
            return description.isEmpty ? candidate.value : "\(candidate.value)\t\(description)"
        }
        return (lines + [":\(directive.rawValue)"]).map { $0 + "\n" }.joined()
    }

    /// Whether a value can be a candidate: on one line, without the tab that ends it.
    private static func isOneWord(_ value: String) -> Bool {
        !value.isEmpty && !value.hasPrefix(":") && value.allSatisfy(isPrintable)
    }

    private static func isPrintable(_ character: Character) -> Bool {
        character.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
}
