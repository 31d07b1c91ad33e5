/// The manual page of one command.
struct ManPage {
    /// What the page needs to know of the command's surroundings.
    struct Context {
        /// The commands above, the plugin's own first.
        var ancestors: [String] = []
        /// The pages of the programs.
        let programs: [String]
        /// The commands beside it.
        var siblings: [String] = []
    }

    private let command: Command
    private let context: Context
    private let discussion: Discussion
    private let surroundings: Surroundings

    /// The words that are typed to run the command.
    private var invocation: String {
        (context.ancestors + [command.commandName]).joined(separator: " ")
    }

    /// The page's name, which for a plugin is that of its executable.
    private var name: String { Self.name(invocation) }

    private init(_ command: Command, _ context: Context) throws {
        self.command = command
        self.context = context
        discussion = try Discussion(command.discussion ?? "")
        surroundings = Surroundings(command)
    }

    /// The pages of a command and all below it, by file name.
    static func all(_ command: Command, _ context: Context) throws -> [String: String] {
        let page = try ManPage(command, context)
        var pages = ["\(page.name).1": page.source]
        var below = context
        below.ancestors.append(command.commandName)
        for subcommand in command.shownSubcommands {
            below.siblings = command.shownSubcommands.map(\.commandName).filter { $0 != subcommand.commandName }
            pages.merge(try all(subcommand, below)) { _, new in new }
        }
        return pages
    }

    private static func name(_ invocation: String) -> String {
        String(invocation.map { $0 == " " ? "-" : $0 })
    }

    private var source: String {
        var page = RoffPage(name: name, manual: "kubectl-carvel")
        writeName(to: &page)
        writeSynopsis(to: &page)
        writeDescription(to: &page)
        OptionsSection(command).write(to: &page)
        writeSubcommands(to: &page)
        writeExamples(to: &page)
        writeExitStatus(to: &page)
        surroundings.write(to: &page)
        writeSeeAlso(to: &page)
        return page.source
    }

    // MARK: Sections

    private func writeName(to page: inout RoffPage) {
        page.section("NAME")
        let abstract = command.abstract ?? ""
        page.text(RoffText("\(name) - ") + RoffText(abstract.hasSuffix(".") ? abstract.dropLast() : abstract[...]))
    }

    private func writeSynopsis(to page: inout RoffPage) {
        page.section("SYNOPSIS")
        var words: [RoffText] = [.bold(invocation)]
        if !command.shownSubcommands.isEmpty { words.append(.italic("subcommand")) }
        words += command.shownArguments.filter { $0.kind == .positional }.map(\.usage)
        words += command.shownArguments.filter { $0.kind != .positional && !$0.isOptional }.map(\.usage)
        words.append(RoffText("[") + .italic("options") + RoffText("]"))
        page.text(words.joined(by: RoffText(" ")))
    }

    private func writeDescription(to page: inout RoffPage) {
        page.section("DESCRIPTION")
        page.text(.prose(command.abstract ?? ""))
        for block in discussion.description {
            page.paragraphBreak()
            switch block {
            case .prose(let lines): for line in lines { page.text(.prose(line)) }
            case .literal(let lines): page.literal(lines)
            }
        }
    }

    private func writeSubcommands(to page: inout RoffPage) {
        guard !command.shownSubcommands.isEmpty else { return }
        page.section("SUBCOMMANDS")
        for subcommand in command.shownSubcommands {
            let reference = RoffText("See ") + .page("\(name)-\(subcommand.commandName)") + RoffText(".")
            page.item(.bold(subcommand.commandName), [.prose(subcommand.abstract ?? ""), reference])
        }
    }

    private func writeExamples(to page: inout RoffPage) {
        guard !discussion.examples.isEmpty else { return }
        page.section("EXAMPLES")
        if let introduction = discussion.examplesIntroduction { page.text(.prose(introduction)) }
        page.literal(discussion.examples)
    }

    private func writeExitStatus(to page: inout RoffPage) {
        page.section("EXIT STATUS")
        for exit in ExitCode.all(of: discussion.exitStatus) {
            page.item(.bold(String(exit.code)), [.prose(exit.meaning)])
        }
        if !command.shownSubcommands.isEmpty {
            page.paragraphBreak()
            page.text(RoffText("A subcommand that ends otherwise says so on its own page."))
        }
    }

    private func writeSeeAlso(to page: inout RoffPage) {
        page.section("SEE ALSO")
        let below = command.shownSubcommands.map { "\(name)-\($0.commandName)" }
        let beside = context.siblings.map { Self.name((context.ancestors + [$0]).joined(separator: " ")) }
        let formats = surroundings.readsDelivery ? ["delivery.yaml"] : []
        let pages = Set(below + beside + context.programs + ["kubectl"] + formats).subtracting([name]).sorted()
        for (index, other) in pages.enumerated() {
            let section = formats.contains(other) ? 5 : 1
            page.text(.page(other, section: section) + RoffText(index < pages.count - 1 ? "," : ""))
        }
    }
}
