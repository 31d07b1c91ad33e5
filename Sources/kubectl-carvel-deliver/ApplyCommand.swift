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
            of those given, a kubeconfig Secret of the run cluster's context. With
            --prune, what the repository no longer calls for goes: installs first, then
            their Packages. Before it deletes or takes over anything, it asks. With the
            engine kapp-controller: the Apps, as app/ has them, with their rights and
            Secrets; the Apps deploy the rest, and prune it by themselves.

            EXAMPLES:
              kubectl carvel-deliver apply --git-username ci \\
                --git-password-file ./password
              kubectl carvel-deliver apply --dry-run=server
              kubectl carvel-deliver apply --prune --yes

            EXIT STATUS: 0 verified (with --no-wait: applied), 1 not verified or not
            applied, 2 could not be told.
            """
    )

    @OptionGroup var options: PlanOptions

    @Flag(name: [.customShort("y"), .long], help: "Delete and take over without asking.")
    var yes = false

    @Flag(inversion: .prefixedNo, help: "Wait until the delivery is verified.")
    var wait = true

    @Option(help: ArgumentHelp("The longest time to wait.", valueName: "duration"))
    var timeout = DurationArgument(.seconds(300))

    @Option(
        help: ArgumentHelp(
            "Show what would change, as plan does; client: by reading; server: ask the servers.",
            valueName: "client|server"
        )
    )
    var dryRun: ClusterDryRun?

    @Option(name: [.short, .long], help: "How to print the verification; with --dry-run, the plan.")
    var output: PlanFormat?

    @OptionGroup var repository: RepositoryOptions

    @OptionGroup(title: "Kubernetes options") var kubernetes: KubernetesOptions

    func validate() throws {
        if output == .diff, dryRun == nil { throw ValidationError("-o diff goes with --dry-run") }
    }

    func run() async throws {
        let host = kubernetes.host()
        let remote = try repository.remote(host: host)
        let tree = try await remote.read()
        let clusters = try kubernetes.clusters(host: host)
        let plan = try await options.plan(
            tree,
            on: clusters,
            credentials: try repository.git.credentials(host: host, for: tree.delivery().repository.url),
            asksServers: dryRun != .client
        )
        if dryRun != nil {
            options.show(plan, as: output ?? .diff)
            if plan.hasFailed { throw ExitStatus.failure }
            return
        }
        PlanOutput.tell(plan, force: options.forceConflicts)
        try await PlanOutput.confirm(plan.drasticObjects(force: options.forceConflicts), isAgreed: yes)
        try await carryOut(plan)
        guard wait else { return }
        let verification = try VerificationRun(
            tree,
            of: remote,
            on: clusters,
            output: .init(output?.forData ?? .table),
            now: host.now
        )
        try await verification.wait(timeout: timeout.duration)
    }

    private func carryOut(_ plan: DeliveryPlan) async throws {
        var applied = await ApplyDelivery(plan, force: options.forceConflicts).run { AppliedOutput.tell($0) }
        try Task.checkCancellation()
        if let removal = plan.removal, !removal.isEmpty {
            applied += await RemoveFromClusters(removal, timeout: timeout.duration).run { AppliedOutput.tell($0) }
            try Task.checkCancellation()
        }
        AppliedOutput.summarise(applied)
        guard !AppliedOutput.hasFailed(applied) else { throw ExitStatus.failure }
    }
}
