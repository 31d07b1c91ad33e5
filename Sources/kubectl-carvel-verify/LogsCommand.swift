import ArgumentParser
import CarvelCLI
import CarvelCore
import FoundationEssentials

/// `kubectl carvel-verify logs`: what controllers wrote about a delivery.
struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Show what the controllers log about a delivery, on all clusters.",
        discussion: """
            The lines of Flux's source- and kustomize-controller on the build cluster and
            of kapp-controller on the run clusters that are about objects in the
            namespaces of delivery.yaml; the oldest first.

            EXAMPLES:
              # In a checkout of the GitOps repository: the last hour
              kubectl carvel-verify logs --since 1h

              # Go on until Ctrl-C
              kubectl carvel-verify logs --tail 20 -f

              # Of a cluster with Flux that no delivery.yaml is about
              kubectl carvel-verify logs --context dev

              # The errors about one App on one run cluster
              kubectl carvel-verify logs --level error --kind app \\
                --name app --cluster prod

            EXIT STATUS: 0 all were read, 2 a cluster did not answer.
            """
    )

    @Option(help: ArgumentHelp("Only what is about objects of this kind, such as app.", valueName: "kind"))
    var kind: StateKind?

    @Option(help: ArgumentHelp("Only what is about the object of this name.", valueName: "name"))
    var name: String?

    @Option(help: "Only lines of this level.")
    var level: LogEntry.Level?

    @Option(help: ArgumentHelp("Only what was written within this time, such as 1h.", valueName: "duration"))
    var since: DurationArgument?

    @Option(help: ArgumentHelp("Only so many lines of what there is, the latest.", valueName: "number"))
    var tail: Int?

    @Flag(name: [.short, .long], help: "Go on with what is written, until Ctrl-C.")
    var follow = false

    @Flag(name: [.customShort("A"), .long], help: "All that the controllers write, whatever it is about.")
    var all = false

    @Option(help: ArgumentHelp("Only these clusters, run clusters or build; may be repeated.", valueName: "name,…"))
    var cluster: [NameList] = []

    @Option(help: ArgumentHelp("The namespace of Flux on the build cluster.", valueName: "namespace"))
    var fluxNamespace = ControllerPlaces().flux

    @Option(help: ArgumentHelp("The namespace of kapp-controller on run clusters.", valueName: "namespace"))
    var kappControllerNamespace = ControllerPlaces().kappController

    @Option(name: [.short, .long], help: "How to print the lines.")
    var output = OutputFormat.table

    @OptionGroup(title: "Kubernetes options") var kubernetes: DeliveryKubernetesOptions

    func validate() throws {
        if let tail, tail < 0 { throw ValidationError("--tail \(tail) is no number of lines, expected 0 or more") }
    }

    func run() async throws {
        let host = kubernetes.host()
        let (delivery, directory) = try kubernetes.deliveryOrCluster(host: host, fluxNamespace: fluxNamespace)
        let clusters = try DeliveryCluster.all(of: delivery, on: directory, named: cluster.names)
        var places = ControllerPlaces()
        places.flux = fluxNamespace
        places.kappController = kappControllerNamespace
        var filter = LogFilter()
        filter.kind = kind
        filter.name = name
        filter.level = level
        filter.since = since.map { host.now().addingTimeInterval(-$0.duration.inSeconds) }
        filter.isAll = all
        let logs = LogOutput(DeliveryLogs(on: clusters, in: places, filter), output: output, tail: tail)
        if follow { try await logs.follow() } else { try await logs.once() }
    }
}
