import ArgumentParser
import CarvelCLI
import CarvelCore
import FoundationEssentials

struct ViewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "view",
        abstract: "Show the kubeconfig that Flux reads for a run cluster, without its secrets.",
        discussion: """
            Standard output is the kubeconfig, with REDACTED in place of secrets;
            what Flux makes of it is told beside.

            EXAMPLES:
              kubectl carvel-kubeconfig-secret view staging
              kubectl carvel-kubeconfig-secret view staging --show-secrets \\
                --context build -n shop > staging.kubeconfig
            """
    )

    @Argument(help: ArgumentHelp("The run cluster's name.", valueName: "run-cluster"))
    var runCluster: String

    @OptionGroup var secret: SecretOptions

    @Flag(help: "Show the secrets too.")
    var showSecrets = false

    @OptionGroup var flux: FluxPermissionOptions
    @OptionGroup var buildCluster: BuildClusterOptions
    @OptionGroup(title: "Kubernetes options, of the build cluster") var kubernetes: KubernetesOptions

    func run() async throws {
        let console = Console.standard
        let place = try buildCluster.place(kubernetes, host: kubernetes.host())
        let inspector = KubeconfigInspector(build: place.client, permitted: flux.permissions, connects: false)
        let reference = place.reference(runCluster, name: secret.name, key: secret.key)
        let view = try await KubeconfigView.read(reference, inspector, showsSecrets: showSecrets)
        let inspection = view.inspection
        if let key = inspection.key { console.tell(.action, "Flux reads key \(key) of \(inspection.reference.title)") }
        if let server = inspection.server { console.tell(.action, "the server is \(server)") }
        for end in inspection.ends {
            console.tell(.action, "the \(end.kind.words) ends \(end.end.formatted(.iso8601))")
        }
        let users = inspection.users.map(\.title).joined(separator: ", ")
        console.tell(.action, users.isEmpty ? "nothing uses it" : "it is used by \(users)")
        for finding in inspection.findings { KubeconfigSecretOutput.tell(finding) }
        if !view.text.isEmpty { console.write(view.text) }
    }
}
