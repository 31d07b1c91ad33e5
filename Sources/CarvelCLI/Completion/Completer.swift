import ArgumentParser
import CarvelCore

/// Says what the word at the cursor may become.
struct Completer: Sendable {
    private let typed: TypedWords
    private let kubernetes: CommandEntry
    private let live: LiveValues
    private let isFirstWord: Bool

    /// - Parameters:
    ///   - words: what was typed after the plugin's name, the last word perhaps empty.
    ///   - type: the plugin's command.
    /// - Throws: where the parser describes its commands in a form that is not known here.
    init(_ words: [String], of type: any ParsableCommand.Type, host: Host) throws {
        typed = TypedWords(words, of: try CommandEntry(type))
        kubernetes = try CommandEntry(KubernetesOptions.self)
        live = LiveValues(typed, kubernetes: kubernetes, host: host)
        isFirstWord = words.count <= 1
    }

    func answer() async -> CompletionAnswer {
        switch typed.place {
        case .value(let argument, let prefix): await values(of: argument, prefix)
        case .name(let prefix): CompletionAnswer(candidates: names(typed.remaining).that { $0.hasPrefix(prefix) })
        case .word(let prefix): await word(prefix)
        }
    }

    // MARK: Words

    private func word(_ prefix: String) async -> CompletionAnswer {
        guard typed.unknownCommand == nil else { return CompletionAnswer() }
        let subcommands = subcommands(prefix)
        if let positional = typed.positional {
            var answer = await values(of: positional, prefix)
            answer.candidates = subcommands + answer.candidates
            return answer
        }
        guard subcommands.isEmpty, prefix.isEmpty else { return CompletionAnswer(candidates: subcommands) }
        // Nothing but flags can follow: those that the command can't do without, or any.
        let required = typed.remaining.filter { argument in
            !argument.isOptional && !typed.given.contains { argument.excludes($0.argument) }
        }
        return CompletionAnswer(candidates: names(required.isEmpty ? typed.remaining : required))
    }

    private func subcommands(_ prefix: String) -> [CompletionAnswer.Candidate] {
        guard typed.mayNameSubcommand else { return [] }
        return typed.command.shownSubcommands
            .filter { !typed.isHelp || $0.commandName != "help" }
            .map { CompletionAnswer.Candidate($0.commandName, $0.abstract) }
            .that { $0.hasPrefix(prefix) }
    }

    private func names(_ arguments: [ArgumentEntry]) -> [CompletionAnswer.Candidate] {
        let names = arguments.flatMap { argument in
            argument.spellings.map { CompletionAnswer.Candidate($0, argument.abstract) }
        }
        // The plugin answers this itself, where it is the only word.
        return isFirstWord ? names + [.init(Plugin.versionFlag, "Show the version.")] : names
    }

    // MARK: Values

    private func values(of argument: ArgumentEntry, _ prefix: String) async -> CompletionAnswer {
        if let endings = argument.fileExtensions {
            return CompletionAnswer(
                candidates: endings.map { .init($0) },
                directive: endings.isEmpty ? [] : .filesByExtension
            )
        }
        if argument.isFolder { return CompletionAnswer(directive: .folders) }
        // A command with its own arguments.
        if argument.isPostTerminator { return CompletionAnswer(directive: []) }
        if let values = argument.allValues, !values.isEmpty {
            let candidates = values.map { CompletionAnswer.Candidate($0, argument.allValueDescriptions?[$0]) }
            return CompletionAnswer(candidates: candidates.that { $0.hasPrefix(prefix) })
        }
        guard let kind = LiveValue.of(argument, kubernetes: kubernetes) else { return CompletionAnswer() }
        let candidates = await live.candidates(kind, prefix: prefix)
        if argument.isList { return elements(candidates, prefix) }
        return CompletionAnswer(
            candidates: candidates.that { $0.hasPrefix(prefix) },
            directive: kind == .versions ? [.noFiles, .keepOrder] : .noFiles
        )
    }

    /// Completes the last element of a list, and offers none twice.
    private func elements(_ candidates: [CompletionAnswer.Candidate], _ prefix: String) -> CompletionAnswer {
        let start = prefix.lastIndex(of: ",").map { prefix.index(after: $0) } ?? prefix.startIndex
        let present = Set(prefix[..<start].split(separator: ",").map(String.init))
        let matching = candidates.that { !present.contains($0) && $0.hasPrefix(prefix[start...]) }
        return CompletionAnswer(
            candidates: matching.map { .init(prefix[..<start] + $0.value, $0.description) },
            directive: candidates.count > present.count + 1 ? [.noFiles, .noSpace] : .noFiles
        )
    }
}

extension [CompletionAnswer.Candidate] {
    /// Those whose value meets a condition.
    fileprivate func that(_ isWanted: (String) -> Bool) -> [Element] { filter { isWanted($0.value) } }
}
