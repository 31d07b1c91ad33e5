import ArgumentParser
import CarvelCLI
import CarvelCore

/// `kubectl carvel-verify [delivery]`: whether it is there.
struct DeliveryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delivery",
        abstract: "Verify the whole chain; what happens where no subcommand is named.",
        discussion: """
            Follows the branch's head through the GitRepository and the Kustomizations
            of the build cluster to the Packages, the PackageInstalls and their Apps
            on each run cluster.

            EXAMPLES:
              # In a checkout of the GitOps repository
              kubectl carvel-verify

              # Anywhere; wait until it is verified, or has failed for good
              kubectl carvel-verify --wait --timeout 10m \\
                --repository https://git.example.com/shop/gitops.git

              # For a pipeline
              kubectl carvel-verify -o json | jq -r .status.verdict
              kubectl carvel-verify -o html >verification.html

            EXIT STATUS: 0 verified, 1 not verified, 2 could not be told.
            """
    )

    @Flag(help: "Wait until the delivery is verified, or has failed for good.")
    var wait = false

    @Option(help: ArgumentHelp("The longest time to wait.", valueName: "duration"))
    var timeout = DurationArgument(.seconds(300))

    @Option(name: [.short, .long], help: "How to print the verification.")
    var output = ReportOutput<VerificationReport>.table

    @OptionGroup var repository: RepositoryOptions

    @OptionGroup(title: "Kubernetes options") var kubernetes: KubernetesOptions

    func run() async throws {
        do {
            let host = kubernetes.host()
            let remote = try repository.remote(host: host)
            let clusters = try kubernetes.clusters(host: host)
            let run = try VerificationRun(
                try await remote.read(),
                of: remote,
                on: clusters,
                output: output,
                now: host.now
            )
            if wait {
                try await run.wait(timeout: timeout.duration)
            } else {
                try await run.once()
            }
        } catch  where Self.couldNotLook(error) {
            // A repository or a kubeconfig that can't be read says nothing about the delivery.
            Console.standard.tell(.failure, "\(error)")
            throw ExitStatus.undetermined
        }
    }

    private static func couldNotLook(_ error: any Error) -> Bool {
        !(error is ExitStatus) && !(error is ValidationError) && !Task.isCancelled
    }
}
