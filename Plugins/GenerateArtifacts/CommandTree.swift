import Foundation

/// What an executable says of itself with `--experimental-dump-help`.
struct CommandTree: Decodable {
    let serializationVersion: Int
    let command: Command

    /// The only form of the description that this plugin knows.
    static let knownVersion = 0

    /// Reads the JSON that an executable has printed.
    static func read(_ json: Data, from executable: String) throws -> CommandTree {
        let tree = try JSONDecoder().decode(CommandTree.self, from: json)
        guard tree.serializationVersion == knownVersion else {
            throw ArtifactError(
                "\(executable) describes itself in version \(tree.serializationVersion),"
                    + " and this plugin knows version \(knownVersion)"
            )
        }
        return tree
    }
}

struct Command: Decodable {
    let commandName: String
    let abstract: String?
    let discussion: String?
    let shouldDisplay: Bool?
    let arguments: [Argument]?
    let subcommands: [Command]?

    /// The subcommands that deserve a page. `help` is the argument parser's own, and in every tool.
    var shownSubcommands: [Command] {
        (subcommands ?? []).filter { $0.shouldDisplay != false && $0.commandName != "help" }
    }

    var shownArguments: [Argument] {
        (arguments ?? []).filter { $0.shouldDisplay != false }
    }

    /// Whether the command, or one below it, takes an option.
    func takes(_ option: String) -> Bool {
        shownArguments.contains { $0.longName == option } || shownSubcommands.contains { $0.takes(option) }
    }
}

struct Argument: Decodable {
    enum Kind: String, Decodable {
        case positional, option, flag
    }

    struct Name: Decodable {
        enum Kind: String, Decodable {
            case long, short, longWithSingleDash
        }

        let kind: Kind
        let name: String

        /// The name as it is typed.
        var typed: String {
            kind == .long ? "--\(name)" : "-\(name)"
        }
    }

    let kind: Kind
    let names: [Name]?
    let preferredName: Name?
    let valueName: String
    let abstract: String?
    let discussion: String?
    let defaultValue: String?
    let allValues: [String]?
    let sectionTitle: String?
    let shouldDisplay: Bool?
    let isOptional: Bool
    let isRepeating: Bool

    var longName: String? {
        names?.first { $0.kind == .long }?.name
    }

    /// Whether this is the `--no-x` of the flag `--x`. The description lists the two apart, with the same words.
    func isInversion(of flag: Argument) -> Bool {
        guard kind == .flag, flag.kind == .flag, let longName, let other = flag.longName else { return false }
        return longName == "no-\(other)" && abstract == flag.abstract
    }
}
