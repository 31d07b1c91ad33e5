import ArgumentParser
import CarvelCLI
import CarvelCore

/// `kubectl carvel-verify tree`: what brought what.
struct TreeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tree",
        abstract: "Show what brought what, from the GitRepositories to what runs.",
        discussion: """
            Below each GitRepository the Kustomizations that take from it, below each of
            these what it applied on its run cluster, and below each PackageInstall its
            App with all that kapp deployed; each with its state.

            EXAMPLES:
              # In a checkout of the GitOps repository
              kubectl carvel-verify tree

              # One package on one run cluster
              kubectl carvel-verify tree app.default.tap --cluster prod

              # What has failed
              kubectl carvel-verify tree -o json | jq \\
                '.. | select(.state? == "failed") | {cluster, kind, name}'

            EXIT STATUS: 0 all is ready, 1 some is not, 2 some could not be looked at.
            """
    )

    @Argument(help: "Only this package, by its name or its folder in the repository.")
    var package: String?

    @Option(help: ArgumentHelp("Only what goes to these run clusters; may be repeated.", valueName: "cluster,…"))
    var cluster: [NameList] = []

    @Option(name: [.short, .long], help: "How to print the tree.")
    var output = OutputFormat.table

    @OptionGroup(title: "Kubernetes options") var kubernetes: DeliveryKubernetesOptions

    func run() async throws {
        let host = kubernetes.host()
        let (delivery, folder) = try Delivery.find(host: host)
        let objects = try package.map {
            try PackageObjects(of: $0, in: RepositoryTree(folder: folder, files: host.files))
        }
        let reader = try DeliveryTreeReader(
            of: delivery,
            on: try kubernetes.clusters(host: host),
            package: objects,
            clusters: cluster.names
        )
        let tree = await reader.read()
        try Task.checkCancellation()
        try TreeOutput(tree, output: output, host: host).write()
    }
}
