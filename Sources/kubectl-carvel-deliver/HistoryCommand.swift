import ArgumentParser
import CarvelCLI
import CarvelCore

struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show which version of a package went where, when and by whom.",
        discussion: """
            Newest first, from the commits of the branch; of a merge, the merge
            itself. Where an install asks for a range, a Package that came or went
            changes the version too. Needs git and no cluster.

            EXAMPLES:
              kubectl carvel-deliver history app.default.tap
              kubectl carvel-deliver history app.default.tap --cluster prod
              kubectl carvel-deliver history app.default.tap --cluster prod -o json \\
                | jq -r '.status.entries[0].commit'

            JSON and YAML: apiVersion carvel-delivery/v1alpha1, kind PackageHistory.
              status.entries[]   cluster, event (added, changed, removed), version,
                                 constraints, time, commit, author, subject
            """
    )

    @Argument(help: "The package's name, or its folder in the repository.")
    var package: String

    @Option(help: ArgumentHelp("Only these run clusters, separated by commas.", valueName: "cluster,…"))
    var cluster: [NameList] = []

    @Option(name: [.short, .long], help: "How to print the history.")
    var output = OutputFormat.table

    @OptionGroup var source: ReadOptions

    func run() async throws {
        let repository = try source.deliveryRepository(host: .process())
        let history = try await repository.history(of: package, on: cluster.names)
        if history.entries.isEmpty {
            Console.standard.tell(.warning, "\(history.package) has been installed on no run cluster")
        }
        let text = output.text(history)
        if !text.isEmpty { Console.standard.write(text) }
    }
}
