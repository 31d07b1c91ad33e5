public import ArgumentParser
public import Sandbox

/// What kind of sandbox is wanted.
struct SandboxOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The Flux release that the build cluster stands in for.", valueName: "release")
    )
    var flux: FluxRelease = .v2_9

    @Option(help: ArgumentHelp("The run clusters, separated by commas.", valueName: "name,…"))
    var runClusters = "staging,prod"

    /// Starts it.
    func start() async throws -> ControlPlane {
        var configuration = ControlPlane.Configuration()
        configuration.flux = flux
        configuration.runClusters = runClusters.split(separator: ",").map(String.init)
        return try await ControlPlane.start(configuration)
    }
}

extension FluxRelease: ExpressibleByArgument {}

extension ControlPlane {
    /// The environment variables by which kubectl, its plugins and scripts find the sandbox, sorted by name.
    var variables: [(name: String, value: String)] {
        [
            ("CARVEL_GIT_PASSWORD", gitPassword),
            ("CARVEL_GIT_USERNAME", gitUsername),
            ("CARVEL_SANDBOX_REPOSITORY", repositoryURL),
            ("KUBECONFIG", kubeconfigPath),
        ]
    }
}
