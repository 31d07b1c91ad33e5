import ArgumentParser
import CarvelCore

/// A subcommand or a flag on the command line that there is none of, with the one that was most likely meant.
struct UnknownWord: CustomStringConvertible {
    let description: String

    /// - Returns: `nil` where the words name nothing but what there is.
    init?(_ words: [String], of type: any ParsableCommand.Type) {
        guard let table = try? CommandEntry(type) else { return nil }
        // The word at the cursor, which is not there yet.
        let typed = TypedWords(words + [""], of: table)
        switch typed.unknown {
        case .name(let flag):
            description = Self.sentence("flag", flag, known: typed.command.namedArguments.flatMap(\.spellings), [])
        case .command(let word):
            let known = typed.command.shownSubcommands.map(\.commandName)
            description = Self.sentence("command", word, known: known, known)
        case nil:
            return nil
        }
    }

    private static func sentence(_ kind: String, _ word: String, known: [String], _ expected: [String]) -> String {
        if let match = closestMatch(to: word, in: known) {
            return "there is no \(kind) \"\(word)\", did you mean \"\(match)\"?"
        }
        return "there is no \(kind) \"\(word)\""
            + (expected.isEmpty ? "" : ", expected one of \(expected.joined(separator: ", "))")
    }
}
