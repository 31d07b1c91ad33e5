/// The section OPTIONS of a page: what the command takes, by group.
struct OptionsSection {
    private let arguments: [Argument]

    init(_ command: Command) {
        arguments = command.shownArguments
    }

    func write(to page: inout RoffPage) {
        guard !arguments.isEmpty else { return }
        page.section("OPTIONS")
        write(arguments.filter { $0.kind == .positional }, to: &page)
        let options = arguments.filter { $0.kind != .positional }
        write(options.filter { $0.sectionTitle == nil }, to: &page)
        for title in titles(options) {
            page.subsection(title)
            write(options.filter { $0.sectionTitle == title }, to: &page)
        }
    }

    /// The groups in the order of the command's help.
    private func titles(_ options: [Argument]) -> [String] {
        var seen: Set<String> = []
        return options.compactMap(\.sectionTitle).filter { seen.insert($0).inserted }
    }

    private func write(_ arguments: [Argument], to page: inout RoffPage) {
        for argument in arguments where !arguments.contains(where: { argument.isInversion(of: $0) }) {
            let inversion = arguments.first { $0.isInversion(of: argument) }
            page.item(argument.term + (inversion.map { RoffText(", ") + $0.term } ?? RoffText("")), argument.meaning)
        }
    }
}

extension Argument {
    /// How the argument is typed, for the synopsis.
    var usage: RoffText {
        let value = RoffText.italic(valueName)
        let repeated = isRepeating ? .hardSpace + RoffText("...") : RoffText("")
        let word =
            switch (kind, preferredName) {
            case (.flag, let name?): RoffText.bold(name.typed)
            case (.option, let name?): .bold(name.typed) + .hardSpace + value
            default: value
            }
        let whole = word + repeated
        return isOptional ? RoffText("[") + whole + RoffText("]") : whole
    }

    /// All its names, and its value.
    fileprivate var term: RoffText {
        guard kind != .positional else { return .italic(valueName) }
        let names = (names ?? []).map { RoffText.bold($0.typed) }.joined(by: RoffText(", "))
        return kind == .flag ? names : names + RoffText(" ") + .italic(valueName)
    }

    /// What it does, which values it takes, and which it has where it is not given.
    fileprivate var meaning: [RoffText] {
        var lines = [abstract, discussion].compactMap { $0 }.filter { !$0.isEmpty }
            .flatMap { $0.split(separator: "\n") }.map { RoffText.prose(String($0)) }
        if let allValues, !allValues.isEmpty, allValues.joined(separator: "|") != valueName {
            lines.append(
                RoffText("One of ") + allValues.map { RoffText.bold($0) }.joined(by: RoffText(", ")) + RoffText(".")
            )
        }
        if let defaultValue {
            lines.append(RoffText("Default: ") + .bold(defaultValue) + RoffText("."))
        }
        return lines
    }
}
