import ArgumentParser
import CarvelCLI
import CarvelCore

struct ReconcileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Have Flux and kapp-controller act now, and wait for what comes of it.",
        discussion: """
            Asks for the GitRepositories, then for the Kustomizations, then for the Apps
            on the run clusters, and waits for the answer to that very request. A run
            cluster that fails holds up none of the others. With the engine
            kapp-controller: each cluster's App, then the Apps of its installs.

            EXAMPLES:
              kubectl carvel-deliver reconcile
              kubectl carvel-deliver reconcile app.default.tap --cluster staging
              kubectl carvel-deliver reconcile --no-apps --timeout 1m

            EXIT STATUS: 0 all reconciled, 1 not.
            """
    )

    @OptionGroup var selection: SelectionOptions

    @Flag(name: .customLong("apps"), inversion: .prefixedNo, help: "Ask kapp-controller too.")
    var withApps = true

    @Option(help: ArgumentHelp("The longest time to wait.", valueName: "duration"))
    var timeout = DurationArgument(.seconds(300))

    @OptionGroup var repository: RepositoryOptions

    @OptionGroup(title: "Kubernetes options") var kubernetes: DeliveryKubernetesOptions

    func run() async throws {
        let host = kubernetes.host()
        let reconcile = ReconcileDelivery(
            try await repository.remote(host: host).read(),
            clusters: try kubernetes.clusters(host: host),
            selection.part,
            withApps: withApps,
            timeout: timeout.duration,
            token: RequestToken.make(at: host.now())
        )
        let reports = try await reconcile.run { ObjectReportOutput.tell($0) }
        try ObjectReportOutput.finish(reports, "reconciled")
    }
}
