import ArgumentParser
import CarvelCLI
import CarvelCore

struct TeardownCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "teardown",
        abstract: "Remove what apply has made, and with it what was delivered.",
        discussion: """
            In an order that leaves no orphans: installs, their Packages, the rights on
            the run cluster, the kubeconfig Secret, and at the end what serves several
            clusters. Waits for each to be gone, and says what hangs and why. Namespaces
            stay, and so does the repository: apply brings it all back. Stopped in
            between, it goes on from there when it is run again. With the engine
            kapp-controller: each App, which takes down what it has deployed, then its
            rights and Secrets.

            EXAMPLES:
              kubectl carvel-deliver teardown --dry-run=client
              kubectl carvel-deliver teardown --cluster staging

              # Flux goes, and what it has delivered goes on running
              kubectl carvel-deliver teardown --keep-installs --yes

            EXIT STATUS: 0 all gone (with --dry-run: planned), 1 not.
            """
    )

    @Option(help: ArgumentHelp("Only these run clusters, separated by commas.", valueName: "cluster,…"))
    var cluster: [NameList] = []

    @Flag(help: "Leave what was delivered, with the rights that it needs.")
    var keepInstalls = false

    @Flag(name: [.customShort("y"), .long], help: "Delete without asking.")
    var yes = false

    @Option(help: ArgumentHelp("The longest time to wait.", valueName: "duration"))
    var timeout = DurationArgument(.seconds(300))

    @Option(
        help: ArgumentHelp(
            "Show what would be deleted; client: by reading; server: ask the servers.",
            valueName: "client|server"
        )
    )
    var dryRun: ClusterDryRun?

    @Option(name: [.short, .long], help: "How to print what would be deleted.")
    var output = PlanFormat.table

    @OptionGroup var repository: RepositoryOptions

    @OptionGroup(title: "Kubernetes options") var kubernetes: DeliveryKubernetesOptions

    func run() async throws {
        let host = kubernetes.host()
        let tree = try await repository.remote(host: host).read()
        let tearDown = TearDown(
            tree,
            clusters: try kubernetes.clusters(host: host),
            only: cluster.names,
            keepsInstalls: keepInstalls
        )
        let plan = try await tearDown.plan()
        try Task.checkCancellation()
        for warning in plan.warnings { Console.standard.tell(.warning, warning) }
        guard let removal = plan.removal, !removal.isEmpty else {
            Console.standard.tell(.success, "nothing to delete")
            return
        }
        Console.standard.write(output.text(plan))
        if let dryRun { return try await tell(plan, dryRun) }
        try await PlanOutput.confirm(plan.objects.filter { $0.failure == nil }, isAgreed: yes)
        let removed = await RemoveFromClusters(removal, timeout: timeout.duration).run { AppliedOutput.tell($0) }
        try Task.checkCancellation()
        AppliedOutput.summarise(removed, of: "teardown")
        guard !AppliedOutput.hasFailed(removed) else { throw ExitStatus.failure }
    }

    private func tell(_ plan: DeliveryPlan, _ dryRun: ClusterDryRun) async throws {
        if dryRun == .server {
            let refusals = await TearDown.refusals(of: plan)
            try Task.checkCancellation()
            refusals.forEach(AppliedOutput.tell)
            guard refusals.isEmpty else { throw ExitStatus.failure }
        }
        guard !plan.hasFailed else {
            PlanOutput.summarise(plan)
            throw ExitStatus.failure
        }
        Console.standard.tell(.success, "dry run: nothing was deleted")
    }
}
