import ArgumentParser
import CarvelCLI
import CarvelCore

/// `kubectl carvel-verify trace`: where an object comes from.
struct TraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Follow an object of a run cluster back to the commit and file it comes from.",
        discussion: """
            From what kapp deployed over its App and PackageInstall to the Kustomization,
            the GitRepository, the commit that was applied, and the file in it; each
            with its state. Files and authors are looked up in the checkout at hand.

            EXAMPLES:
              # In a checkout of the GitOps repository
              kubectl carvel-verify trace deployment/app

              # On one run cluster, in another namespace
              kubectl carvel-verify trace configmap/app --cluster prod -n web

              # The commit alone
              kubectl carvel-verify trace packageinstall/app --cluster prod \\
                -o json | jq -r '.items[].origin.commit'

            EXIT STATUS: 0 it comes from the repository and all is ready, 1 not so,
            2 a cluster did not answer.
            """
    )

    @Argument(help: ArgumentHelp("The object, such as deployment/app.", valueName: "kind/name"))
    var object: String

    @Option(help: ArgumentHelp("Look on these clusters alone; may be repeated.", valueName: "name,…"))
    var cluster: [NameList] = []

    @Option(name: [.short, .long], help: "How to print the trace.")
    var output = OutputFormat.table

    @OptionGroup(title: "Kubernetes options") var kubernetes: DeliveryKubernetesOptions

    func validate() throws {
        let parts = object.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
            throw ValidationError("\"\(object)\" names no object, expected kind/name, such as deployment/app")
        }
    }

    func run() async throws {
        let host = kubernetes.host()
        let (delivery, folder) = try Delivery.find(host: host)
        let parts = object.split(separator: "/").map(String.init)
        let reader = try TraceReader(
            kind: parts[0],
            name: parts[1],
            namespace: kubernetes.namespace,
            of: delivery,
            on: try kubernetes.clustersOfAnyNamespace(host: host),
            clusters: cluster.names,
            checkout: folder
        )
        let traces = try await reader.read()
        try Task.checkCancellation()
        try TraceOutput(traces, output: output).write()
    }
}
