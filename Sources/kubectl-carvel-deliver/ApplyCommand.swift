import ArgumentParser
import CarvelCLI
import CarvelCore

struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Bring the clusters to what the repository calls for, and wait until it is verified.",
        discussion: """
            On each run cluster: the namespace, the service account and the least
            rights. On the build cluster: the Secrets, the GitRepositories and the
            Kustomizations. Secrets that are missing are made: that of git credentials
            of those given, a kubeconfig Secret of the run cluster's context. Running
            it again changes nothing that is as it should be.

            EXAMPLES:
              kubectl carvel-deliver apply --git-username ci \\
                --git-password-file ./password
              kubectl carvel-deliver apply --dry-run server
              kubectl carvel-deliver apply --no-wait

            EXIT STATUS: 0 verified (with --no-wait: applied), 1 not verified or not
            applied, 2 could not be told.
            """
    )

    @Flag(inversion: .prefixedNo, help: "Wait until the delivery is verified.")
    var wait = true

    @Option(help: ArgumentHelp("The longest time to wait.", valueName: "duration"))
    var timeout = DurationArgument(.seconds(300))

    @Flag(help: "Write the Secret of git credentials anew, where it is there already.")
    var updateGitSecret = false

    @Flag(help: "Take over fields that another manager owns.")
    var forceConflicts = false

    @Option(
        help: ArgumentHelp(
            "client: name what would be applied; server: ask the servers what would change.",
            valueName: "client|server"
        )
    )
    var dryRun: DryRun?

    @Option(name: [.short, .long], help: "How to print the verification.")
    var output = OutputFormat.table

    @OptionGroup var repository: RepositoryOptions

    @OptionGroup(title: "Kubernetes options") var kubernetes: KubernetesOptions

    enum DryRun: String, ExpressibleByArgument, CaseIterable {
        case client, server
    }

    func run() async throws {
        let host = kubernetes.host()
        let remote = try repository.remote(host: host)
        let tree = try await remote.read()
        if dryRun == .client {
            for section in try DeliveryManifests(tree).sections() {
                let secrets = section.secretNames.map { "Secret/\($0), where it is missing" }
                for title in section.manifests.map(\.title) + secrets {
                    Console.standard.write("\(section.cluster): \(title)")
                }
            }
            return
        }
        let clusters = try kubernetes.clusters(host: host)
        let delivery = ApplyDelivery(
            tree,
            clusters: clusters,
            credentials: try repository.git.credentials(host: host),
            replacesAuthSecret: updateGitSecret,
            force: forceConflicts,
            dryRun: dryRun == .server
        )
        let applied = try await delivery.run { AppliedOutput.tell($0) }
        try Task.checkCancellation()
        AppliedOutput.summarise(applied)
        guard !AppliedOutput.hasFailed(applied) else { throw ExitStatus.failure }
        guard wait, dryRun == nil else { return }
        try await VerificationRun(tree, of: remote, on: clusters, output: .init(output)).wait(timeout: timeout.duration)
    }
}
