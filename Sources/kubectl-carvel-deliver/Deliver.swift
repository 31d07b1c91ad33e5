import ArgumentParser
import CarvelCLI

/// `kubectl carvel-deliver`: what goes where.
@main
struct Deliver: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubectl carvel-deliver",
        abstract: "Deliver Carvel Packages from a GitOps repository to many clusters.",
        discussion: """
            EXAMPLE, from an empty GitOps repository to a running package:
              kubectl carvel-deliver init --name shop \\
                --url https://git.example.com/shop/gitops.git \\
                --build build --run-cluster staging --run-cluster prod
              kubectl carvel-deliver add app.default.tap --to staging,prod
              kubectl carvel-deliver apply

            --version shows the version.
            """,
        subcommands: [
            BootstrapCommand.self, InitCommand.self, AddCommand.self, SetVersionCommand.self, SetValuesCommand.self,
            PromoteCommand.self,
            RollbackCommand.self, RemoveCommand.self, VersionsCommand.self, HistoryCommand.self, ExportCommand.self,
            PlanCommand.self, ApplyCommand.self, ReconcileCommand.self, SuspendCommand.self, ResumeCommand.self,
            TeardownCommand.self,
        ]
    )

    static func main() async {
        await Plugin.run(Deliver.self)
    }
}
