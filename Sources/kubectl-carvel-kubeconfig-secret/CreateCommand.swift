import ArgumentParser
import CarvelCLI
import CarvelCore
import FoundationEssentials

struct CreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make the Secret with a run cluster's kubeconfig on the build cluster.",
        discussion: """
            The kubeconfig is cut down to one context with all files in it, as Flux
            reads it. What Flux would silently drop, such as exec plugins, is
            refused. Of an existing Secret, keys that Flux might read instead are
            removed.

            EXAMPLES:
              # Flux on the cluster of context build reaches staging by this
              kubectl carvel-kubeconfig-secret create staging \\
                --from-context staging --context build -n shop

              # See the Secret without touching anything; values are masked
              kubectl carvel-kubeconfig-secret create staging \\
                --from-context staging -n shop --export
            """
    )

    @Argument(help: ArgumentHelp("The run cluster's name, as delivery.yaml has it.", valueName: "run-cluster"))
    var runCluster: String

    @Option(help: ArgumentHelp("The kubeconfig context by which the run cluster is reached.", valueName: "context"))
    var fromContext: String

    @Option(help: ArgumentHelp("The Secret's name; by default RUN_CLUSTER-kubeconfig.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("The Secret's key.", valueName: "key"))
    var key = KubeconfigSecret.defaultKey

    @Flag(help: "Take over fields that another manager owns.")
    var forceConflicts = false

    @Flag(help: "Print the manifest, and change nothing.")
    var export = false

    @Flag(help: "With --export, print the values too.")
    var showSecrets = false

    @OptionGroup(title: "Kubernetes options, of the build cluster") var kubernetes: KubernetesOptions

    func validate() throws {
        if showSecrets && !export { throw ValidationError("--show-secrets goes with --export") }
    }

    func run() async throws {
        let host = kubernetes.host()
        let console = Console.standard
        let kubeconfig = try kubernetes.loadKubeconfig(host: host)
        let flux = try FluxKubeconfig(kubeconfig, context: fromContext, host: host)
        flux.warnings(at: .now).forEach { console.tell(.warning, "\($0)") }
        guard !export else {
            let manifest = manifest(flux, namespace: kubernetes.namespace ?? "default")
            console.write(Manifest(.secret, showSecrets ? manifest : KubeconfigSecret.masked(manifest)).yaml)
            return
        }
        let connection = try kubeconfig.connection(kubernetes.overrides, host: host)
        let client = ClusterClient(connection, host: host, requestTimeout: kubernetes.requestTimeout.orUnlimited)
        let manifest = manifest(flux, namespace: connection.namespace)
        let outcome = try await KubeconfigSecret.apply(manifest, to: client, force: forceConflicts)
        for key in outcome.removedKeys {
            console.tell(.warning, "key \"\(key)\" removed, which Flux might have read instead")
        }
        console.tell(
            .success,
            "Secret/\(connection.namespace)/\(manifest.name) on \(connection.name) \(outcome.change.rawValue),"
                + " for \(flux.server)"
        )
    }

    private func manifest(_ flux: FluxKubeconfig, namespace: String) -> KubernetesObject {
        KubeconfigSecret.manifest(
            runCluster: runCluster,
            namespace: namespace,
            name: name,
            key: key,
            kubeconfig: flux.text
        )
    }
}
