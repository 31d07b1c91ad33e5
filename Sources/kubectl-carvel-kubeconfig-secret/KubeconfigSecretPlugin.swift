import ArgumentParser
import CarvelCLI

/// `kubectl carvel-kubeconfig-secret`: how Flux reaches the run clusters.
@main
struct KubeconfigSecretPlugin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubectl carvel-kubeconfig-secret",
        abstract: "The kubeconfig Secrets by which Flux reaches run clusters: make, check and rotate them.",
        discussion: """
            EXAMPLES:
              # A service account for Flux on staging, and the Secret with its token
              kubectl carvel-kubeconfig-secret create staging \\
                --service-account shop/flux

              # Does it work, what may it do, and until when?
              kubectl carvel-kubeconfig-secret check

              # From cron
              kubectl carvel-kubeconfig-secret rotate --all

            --version shows the version.
            """,
        subcommands: [
            CreateCommand.self, CheckCommand.self, ListCommand.self, RotateCommand.self, ViewCommand.self,
            DeleteCommand.self,
        ]
    )

    static func main() async {
        await Plugin.run(KubeconfigSecretPlugin.self)
    }
}
