import ArgumentParser
import CarvelCLI
import CarvelCore

/// `kubectl carvel-verify [delivery]`: whether it is there.
struct DeliveryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delivery",
        abstract: "Verify the whole chain; what happens where no subcommand is named.",
        discussion: """
            Follows the branch's head through the GitRepository, the kubeconfig Secrets
            and the Kustomizations of the build cluster to the Packages, the
            PackageInstalls and their Apps on each run cluster.

            EXAMPLES:
              # In a checkout of the GitOps repository
              kubectl carvel-verify

              # Wait until it is verified, or a link has failed for good
              kubectl carvel-verify --wait --timeout 10m --fail-fast

              # One package on two run clusters; go on until Ctrl-C
              kubectl carvel-verify --package app.default.tap \\
                --cluster staging,prod --watch

              # In a pipeline, anywhere: the commit that was pushed
              kubectl carvel-verify --wait --revision "$COMMIT" -o json \\
                --repository https://git.example.com/shop/gitops.git
              kubectl carvel-verify -o html >verification.html

            EXIT STATUS: 0 verified, 1 not verified, 2 could not be told.
            """
    )

    @Flag(help: "Wait until the delivery is verified, or has failed for good.")
    var wait = false

    @Flag(help: "With --wait: end at the first link that has failed for good.")
    var failFast = false

    @Flag(help: "Go on showing what changes, until Ctrl-C.")
    var watch = false

    @Option(help: ArgumentHelp("The longest time to wait.", valueName: "duration"))
    var timeout = DurationArgument(.seconds(300))

    @Option(help: ArgumentHelp("Verify this commit of the branch, and not its head.", valueName: "commit"))
    var revision: String?

    @Option(
        help: ArgumentHelp("Verify these packages alone, by name or folder; may be repeated.", valueName: "package,…")
    )
    var package: [NameList] = []

    @Option(
        help: ArgumentHelp(
            "Verify these run clusters of the delivery alone; may be repeated.",
            valueName: "cluster,…"
        )
    )
    var cluster: [NameList] = []

    @Option(name: [.short, .long], help: "How to print the verification.")
    var output = ReportOutput<VerificationReport>.table

    @OptionGroup var repository: RepositoryOptions

    @OptionGroup(title: "Kubernetes options") var kubernetes: DeliveryKubernetesOptions

    func validate() throws {
        if watch, wait || failFast { throw ValidationError("--watch goes on for ever, so --wait says nothing") }
        if failFast, !wait { throw ValidationError("--fail-fast says when --wait ends; give --wait too") }
    }

    func run() async throws {
        do {
            let host = kubernetes.host()
            let remote = try repository.remote(host: host)
            let clusters = try kubernetes.clusters(host: host)
            let run = try await verification(of: remote, on: clusters, host)
            if watch {
                try await run.watch()
            } else if wait {
                try await run.wait(timeout: timeout.duration, failFast: failFast)
            } else {
                try await run.once()
            }
        } catch  where Self.couldNotLook(error) {
            // A repository or a kubeconfig that can't be read says nothing about the delivery.
            Console.standard.tell(.failure, "\(error)")
            throw ExitStatus.undetermined
        }
    }

    private func verification(
        of remote: DeliveryRepository,
        on clusters: ClusterDirectory,
        _ host: Host
    ) async throws -> VerificationRun {
        let scope = VerificationScope(packages: package.names, runClusters: cluster.names)
        if let revision {
            return try VerificationRun(
                commit: try await remote.read(at: revision),
                on: clusters,
                scope: scope,
                output: output,
                now: host.now
            )
        }
        return try VerificationRun(
            try await remote.read(),
            of: remote,
            on: clusters,
            scope: scope,
            output: output,
            now: host.now
        )
    }

    private static func couldNotLook(_ error: any Error) -> Bool {
        !(error is ExitStatus) && !(error is ValidationError) && !Task.isCancelled
    }
}
