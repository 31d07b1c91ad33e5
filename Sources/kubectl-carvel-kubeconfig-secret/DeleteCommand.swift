import ArgumentParser
import CarvelCLI
import CarvelCore

struct DeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete a run cluster's kubeconfig Secret, unless something uses it.",
        discussion: """
            What is in it stays good on the run cluster: delete the service account
            there, or the Secret of its token, to revoke that.

            EXAMPLES:
              kubectl carvel-kubeconfig-secret delete staging
              kubectl carvel-kubeconfig-secret delete staging --dry-run server \\
                --context build -n shop
            """
    )

    @Argument(help: ArgumentHelp("The run cluster's name.", valueName: "run-cluster"))
    var runCluster: String

    @Option(help: ArgumentHelp("The Secret's name; by default RUN_CLUSTER-kubeconfig.", valueName: "name"))
    var name: String?

    @Flag(help: "Delete the ConfigMap of a workload identity.")
    var workloadIdentity = false

    @Flag(help: "Delete it though it is used.")
    var force = false

    @Option(
        help: ArgumentHelp("client: say what would be deleted; server: ask the server.", valueName: "client|server")
    )
    var dryRun: DryRun?

    @OptionGroup var buildCluster: BuildClusterOptions
    @OptionGroup(title: "Kubernetes options, of the build cluster") var kubernetes: KubernetesOptions

    func run() async throws {
        let console = Console.standard
        let place = try buildCluster.place(kubernetes, host: kubernetes.host())
        var reference = place.reference(runCluster, name: name)
        if workloadIdentity { reference.kind = .configMap }
        guard dryRun != .client else {
            console.write("\(place.client.connection.name): \(reference.title)")
            return
        }
        let users = try await reference.delete(from: place.client, force: force, dryRun: dryRun == .server)
        if !users.isEmpty {
            console.tell(
                .warning,
                "it was used by \(users.map(\.title).joined(separator: ", ")), which fail from now on"
            )
        }
        let words = dryRun == .server ? "would be deleted" : "deleted"
        console.tell(.success, "\(reference.title) on \(place.client.connection.name) \(words)")
    }
}

/// What is not done.
enum DryRun: String, ExpressibleByArgument, CaseIterable {
    case client, server
}
