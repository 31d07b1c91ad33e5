/// What is on a command line so far, and what the word at the cursor is about.
struct TypedWords {
    /// The command that the words have led to.
    private(set) var command: CommandEntry
    /// The flags and options that were typed, with their values.
    private(set) var given: [(argument: ArgumentEntry, value: String?)] = []
    /// The other words that were typed after the command.
    private(set) var positionals: [String] = []
    /// What looks like a flag or an option, such as `--vlaues`, but is none of the command; or stands in the place of a
    /// subcommand, but is none. The first of them, for those after it may belong to it.
    private(set) var unknown: Unknown?
    /// What the word at the cursor is about.
    private(set) var place: Place = .word("")
    /// Whether the words ask for a command's help.
    private(set) var isHelp = false
    private var isAtStart = true
    private var isAfterTerminator = false

    /// What there is none of.
    enum Unknown {
        case name(String)
        case command(String)
    }

    /// What a word at the cursor may become.
    enum Place {
        /// A flag or option.
        case name(String)
        /// An option's value.
        case value(ArgumentEntry, String)
        /// A subcommand, or a positional argument.
        case word(String)
    }

    /// - Parameter words: all words after the plugin's name up to the cursor, the last of them perhaps empty.
    init(_ words: [String], of command: CommandEntry) {
        self.command = command
        var expecting: ArgumentEntry?
        for word in words.dropLast() {
            if let argument = expecting {
                given.append((argument, word))
                expecting = nil
            } else {
                expecting = take(word)
            }
        }
        let last = words.last ?? ""
        if let expecting {
            place = .value(expecting, last)
        } else if isAfterTerminator || !last.hasPrefix("-") {
            place = .word(last)
        } else if let (argument, value) = assignment(last) {
            place = .value(argument, value)
        } else {
            place = .name(last)
        }
    }

    /// Reads a whole word.
    ///
    /// - Returns: the option whose value is to follow.
    private mutating func take(_ word: String) -> ArgumentEntry? {
        if isAfterTerminator || !word.hasPrefix("-") || word == "-" {
            takePlain(word)
        } else if word == "--" {
            isAfterTerminator = true
        } else if let (argument, value) = assignment(word) {
            given.append((argument, value))
        } else if let argument = command.argument(typed: word) {
            if argument.kind == .option { return argument }
            given.append((argument, nil))
        } else {
            let name = String(word.prefix { $0 != "=" })
            // Several short flags can stand in one word.
            if name.hasPrefix("--") || name.count == 2, command.argument(typed: name) == nil {
                unknown = unknown ?? .name(name)
            }
        }
        return nil
    }

    private mutating func takePlain(_ word: String) {
        if mayNameSubcommand, let subcommand = command.subcommand(word) {
            // `help` is followed by the names of commands, as if they were typed without it.
            if subcommand.commandName == "help" {
                isHelp = true
            } else {
                command = subcommand
            }
            return
        }
        isAtStart = false
        positionals.append(word)
        if let unknownCommand { unknown = unknown ?? .command(unknownCommand) }
    }

    /// The option and the value of `--option=value`.
    private func assignment(_ word: String) -> (ArgumentEntry, String)? {
        guard let equals = word.firstIndex(of: "="),
            let argument = command.argument(typed: word[..<equals]), argument.kind == .option
        else { return nil }
        return (argument, String(word[word.index(after: equals)...]))
    }

    /// What stands in the place of a subcommand, but is none.
    var unknownCommand: String? {
        command.shownSubcommands.isEmpty || !command.positionalArguments.isEmpty ? nil : positionals.first
    }

    /// Whether a subcommand may be what the word at the cursor becomes.
    var mayNameSubcommand: Bool { isAtStart && !isAfterTerminator }

    /// The positional argument that the word at the cursor is.
    var positional: ArgumentEntry? {
        guard !isHelp else { return nil }
        let arguments = command.positionalArguments.filter { !$0.isPostTerminator || isAfterTerminator }
        if positionals.count < arguments.count { return arguments[positionals.count] }
        return arguments.last.flatMap { $0.isRepeating ? $0 : nil }
    }

    /// The flags and options that can still be typed.
    var remaining: [ArgumentEntry] {
        guard !isAfterTerminator, !isHelp else { return [] }
        return command.namedArguments.filter { argument in
            argument.shouldDisplay != false
                && (argument.isRepeating || !given.contains { argument.excludes($0.argument) })
        }
    }

    /// The value of an option, the last where it was given more than once.
    func value(of longName: String) -> String? {
        given.last { $0.argument.longName == longName }?.value
    }

    /// The positional argument of that name, as far as it was typed.
    func positional(named valueName: String) -> String? {
        zip(command.positionalArguments, positionals).first { $0.0.valueName == valueName }?.1
    }
}
