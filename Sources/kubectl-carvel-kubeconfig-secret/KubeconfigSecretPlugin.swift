import ArgumentParser
import CarvelCLI

/// `kubectl carvel-kubeconfig-secret`: how Flux reaches the run clusters.
@main
struct KubeconfigSecretPlugin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubectl carvel-kubeconfig-secret",
        abstract: "Make the kubeconfig Secrets by which Flux reaches run clusters.",
        discussion: """
            EXAMPLE:
              kubectl carvel-kubeconfig-secret create staging \\
                --from-context staging --context build -n shop

            --version shows the version.
            """,
        subcommands: [CreateCommand.self]
    )

    static func main() async {
        await Plugin.run(KubeconfigSecretPlugin.self)
    }
}
