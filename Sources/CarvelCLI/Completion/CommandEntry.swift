import ArgumentParser
import FoundationEssentials

/// A command as the argument parser describes it with `--experimental-dump-help`: the one table of what can be typed.
/// Completion and hints go by it, so that they know each command as soon as the parser does.
struct CommandEntry: Decodable, Sendable {
    let commandName: String
    let abstract: String?
    let aliases: [String]?
    private let shouldDisplay: Bool?
    private let arguments: [ArgumentEntry]?
    private let subcommands: [CommandEntry]?
    private let defaultSubcommand: String?

    /// What the parser takes of a type.
    ///
    /// - Throws: where the parser describes it in a form that is not known here.
    init(_ type: any ParsableArguments.Type) throws {
        struct Description: Decodable {
            let command: CommandEntry
        }
        self = try JSONDecoder().decode(Description.self, from: Data(type._dumpHelp().utf8)).command
    }

    /// The subcommands that help shows. The parser lists `help` even where there is nothing else, and then refuses it.
    var shownSubcommands: [CommandEntry] {
        let shown = (subcommands ?? []).filter { $0.shouldDisplay != false }
        return shown.map(\.commandName) == ["help"] ? [] : shown
    }

    /// All flags and options, those that help does not show too, and those of the subcommand that is run where none is
    /// named.
    var namedArguments: [ArgumentEntry] {
        let own = (arguments ?? []).filter { $0.kind != .positional }
        let others = defaultSubcommand.flatMap(subcommand)?.namedArguments ?? []
        return own + others.filter { other in !own.contains { $0.spellings == other.spellings } }
    }

    /// The positional arguments in their order.
    var positionalArguments: [ArgumentEntry] { (arguments ?? []).filter { $0.kind == .positional } }

    /// The subcommand of that name.
    func subcommand(_ name: String) -> CommandEntry? {
        (subcommands ?? []).first { $0.commandName == name || $0.aliases?.contains(name) == true }
    }

    /// The flag or option that is typed so, such as `--namespace` or `-n`.
    func argument(typed: some StringProtocol) -> ArgumentEntry? {
        namedArguments.first { argument in argument.spellings.contains { $0 == typed } }
    }
}

/// One argument, option or flag of a command.
struct ArgumentEntry: Decodable, Sendable {
    enum Kind: String, Decodable {
        case positional, option, flag
    }

    private struct Name: Decodable {
        let kind: String
        let name: String
    }

    private struct Completion: Decodable {
        struct File: Decodable {
            let extensions: [String]
        }

        struct Folder: Decodable {}

        let file: File?
        let directory: Folder?
    }

    let kind: Kind
    let abstract: String?
    let valueName: String?
    let allValues: [String]?
    let allValueDescriptions: [String: String]?
    let isOptional: Bool
    let isRepeating: Bool
    let shouldDisplay: Bool?
    let parsingStrategy: String
    private let names: [Name]?
    private let completionKind: Completion?

    /// How it is typed, such as `--namespace` and `-n`.
    var spellings: [String] {
        (names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name }
    }

    var longName: String? { names?.first { $0.kind == "long" }?.name }

    /// The endings of the files that it names, none for any file; `nil` where it names no file.
    var fileExtensions: [String]? { completionKind?.file?.extensions }

    /// Whether it names a folder.
    var isFolder: Bool { completionKind?.directory != nil }

    /// Whether its value is a list with commas, or an element of it.
    var isList: Bool { valueName?.hasSuffix(",…") == true }

    /// Whether it takes what comes after `--`, and nothing else.
    var isPostTerminator: Bool { parsingStrategy == "postTerminator" }

    /// Whether the two are the same, or the `--x` and the `--no-x` of one flag.
    func excludes(_ other: ArgumentEntry) -> Bool {
        if spellings == other.spellings { return true }
        guard kind == .flag, other.kind == .flag, abstract == other.abstract, let longName, let name = other.longName
        else { return false }
        return longName == "no-\(name)" || name == "no-\(longName)"
    }
}
