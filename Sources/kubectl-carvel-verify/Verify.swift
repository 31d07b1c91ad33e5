import ArgumentParser
import CarvelCLI

/// `kubectl carvel-verify`: what became of a delivery.
@main
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubectl carvel-verify",
        abstract: "Verify a delivery: from the commit to the version that runs, on all clusters.",
        discussion: """
            Without a subcommand, the whole chain is verified; "help delivery" shows
            all options for that.

            EXAMPLES:
              # In a checkout of the GitOps repository
              kubectl carvel-verify

              # Wait until it is verified, or has failed for good
              kubectl carvel-verify --wait --timeout 10m

              # One package on one run cluster; go on until Ctrl-C
              kubectl carvel-verify --package app.default.tap --cluster prod --watch

              # For a pipeline: the commit that was pushed
              kubectl carvel-verify --wait --revision "$COMMIT" -o json

              # The objects of the delivery on every cluster
              kubectl carvel-verify get

              # The repository alone, before it is pushed
              kubectl carvel-verify repo

            EXIT STATUS: 0 verified, 1 not verified, 2 could not be told.
            --version shows the version.
            """,
        subcommands: [
            CheckCommand.self, DeliveryCommand.self, EventsCommand.self, GetCommand.self, LogsCommand.self,
            RepoCommand.self, TraceCommand.self, TreeCommand.self,
        ],
        defaultSubcommand: DeliveryCommand.self
    )

    static func main() async {
        await Plugin.run(Verify.self)
    }
}
