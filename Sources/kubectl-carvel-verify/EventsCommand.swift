import ArgumentParser
import CarvelCLI
import CarvelCore
import FoundationEssentials

/// `kubectl carvel-verify events`: what controllers told of a delivery.
struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Show the events about a delivery's objects, of all clusters.",
        discussion: """
            Events about GitRepositories and Kustomizations on the build cluster, and
            about PackageInstalls, Apps and Packages on the run clusters, in the
            namespaces of delivery.yaml; the oldest first.

            EXAMPLES:
              # In a checkout of the GitOps repository
              kubectl carvel-verify events

              # What went wrong in the last hour with one package
              kubectl carvel-verify events --type Warning --since 1h \\
                --package app.default.tap

              # On the build cluster and one run cluster; go on until Ctrl-C
              kubectl carvel-verify events --cluster build,prod -w

            EXIT STATUS: 0 all were read, 2 a cluster did not answer.
            """
    )

    @Option(help: ArgumentHelp("Only these clusters, run clusters or build; may be repeated.", valueName: "name,…"))
    var cluster: [NameList] = []

    @Option(help: ArgumentHelp("Only what is about this package, by name or folder.", valueName: "package"))
    var package: String?

    @Option(help: "Only events of this type.")
    var type: DeliveryEvent.Kind?

    @Option(help: ArgumentHelp("Only what happened within this time, such as 1h.", valueName: "duration"))
    var since: DurationArgument?

    @Flag(name: [.short, .long], help: "Go on with what happens, until Ctrl-C.")
    var watch = false

    @Option(name: [.short, .long], help: "How to print the events.")
    var output = OutputFormat.table

    @OptionGroup(title: "Kubernetes options") var kubernetes: DeliveryKubernetesOptions

    func run() async throws {
        let host = kubernetes.host()
        let (delivery, folder) = try Delivery.find(host: host)
        let clusters = try DeliveryCluster.all(
            of: delivery,
            on: try kubernetes.clusters(host: host),
            named: cluster.names
        )
        let filter = EventFilter(
            package: try package.map {
                try PackageObjects(of: $0, in: RepositoryTree(folder: folder, files: host.files))
            },
            type: type,
            since: since.map { host.now().addingTimeInterval(-$0.duration.inSeconds) }
        )
        let output = EventOutput(DeliveryEvents(on: clusters, filter), output: output, now: host.now)
        if watch { try await output.follow() } else { try await output.once() }
    }
}
