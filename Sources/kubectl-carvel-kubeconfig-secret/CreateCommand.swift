import ArgumentParser
import CarvelCLI
import CarvelCore

struct CreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make the Secret with a run cluster's kubeconfig on the build cluster.",
        discussion: """
            The kubeconfig is cut down to one context with all files in it, as Flux
            reads it. What Flux would silently drop, such as exec plugins, is
            refused. Of an existing Secret, keys that Flux might read instead are
            removed. With --service-account, the account, the least rights and a
            token are made on the run cluster, which --context names then.
            Contexts and namespaces are by default those of delivery.yaml.

            EXAMPLES:
              # Flux on the cluster of context build reaches staging by this
              kubectl carvel-kubeconfig-secret create staging \\
                --from-context staging --context build -n shop

              # As a service account of its own, for a year
              kubectl carvel-kubeconfig-secret create staging \\
                --service-account shop/flux --duration 8760h

              # See the Secret without touching anything; values are masked
              kubectl carvel-kubeconfig-secret create staging \\
                --from-file staging.kubeconfig -n shop --export

              # No secret at all: Flux's own identity in the cloud
              kubectl carvel-kubeconfig-secret create staging \\
                --workload-identity aws --identity-cluster \\
                arn:aws:eks:eu-west-1:123456789012:cluster/staging
            """
    )

    @Argument(help: ArgumentHelp("The run cluster's name, as delivery.yaml has it.", valueName: "run-cluster"))
    var runCluster: String

    @OptionGroup var source: KubeconfigSourceOptions
    @OptionGroup var account: AccountOptions

    @Option(help: ArgumentHelp("The service account that the Kustomizations name.", valueName: "name"))
    var actAs: String?

    @Option(help: ArgumentHelp("The run cluster's namespace that they deliver to.", valueName: "name"))
    var targetNamespace: String?

    @OptionGroup var identity: IdentityOptions

    @Option(help: ArgumentHelp("The Secret's name; by default RUN_CLUSTER-kubeconfig.", valueName: "name"))
    var name: String?

    @Option(
        help: ArgumentHelp(
            "The Secret's key; by default value.yaml, or as delivery.yaml says. Apps read value.",
            valueName: "key"
        )
    )
    var key: String?

    @Flag(help: "Take over fields that another manager owns.")
    var forceConflicts = false

    @Option(
        help: ArgumentHelp(
            "client: name what would be made; server: ask the servers what would change.",
            valueName: "client|server"
        )
    )
    var dryRun: DryRun?

    @Flag(help: "Print the manifest, and change nothing.")
    var export = false

    @Flag(help: "With --export, print the values too.")
    var showSecrets = false

    @OptionGroup var flux: FluxPermissionOptions
    @OptionGroup var buildCluster: BuildClusterOptions
    @OptionGroup(title: "Kubernetes options") var kubernetes: KubernetesOptions

    func validate() throws {
        if showSecrets && !export { throw ValidationError("--show-secrets goes with --export") }
        if export && dryRun != nil { throw ValidationError("--dry-run and --export exclude each other") }
        let sources = [source.isGiven, account.serviceAccount != nil, identity.workloadIdentity != nil]
        guard sources.count(where: { $0 }) == 1 else {
            throw ValidationError(
                "give one of --from-context or --from-file, --service-account and --workload-identity"
            )
        }
        if account.serviceAccount == nil, account.isGiven || actAs != nil || targetNamespace != nil {
            throw ValidationError(
                "--duration, --long-lived, --act-as and --target-namespace go with --service-account"
            )
        }
    }

    func run() async throws {
        let host = kubernetes.host()
        if let account = try account.account() {
            try await AccountCreation(command: self, host: host, account: account).run()
        } else if let identity = try identity.identity(host: host) {
            let manifest = { (reference: KubeconfigReference) in
                identity.manifest(runCluster: runCluster, namespace: reference.namespace, name: reference.name)
            }
            try await apply(host, .configMap, server: identity.address, manifest)
        } else if let kubeconfig = try source.kubeconfig(kubernetes, permitted: flux.permissions, host: host) {
            let manifest = { (reference: KubeconfigReference) in
                KubeconfigSecret.manifest(
                    runCluster: runCluster,
                    namespace: reference.namespace,
                    name: reference.name,
                    key: reference.key ?? KubeconfigSecret.defaultKey,
                    kubeconfig: kubeconfig.text
                )
            }
            try await apply(host, .secret, server: kubeconfig.server, manifest)
        }
    }

    private func apply(
        _ host: Host,
        _ kind: KubeconfigReference.Kind,
        server: String?,
        _ manifest: (KubeconfigReference) -> KubernetesObject
    ) async throws {
        let console = Console.standard
        guard !export else {
            let delivery = try Delivery.findIfThere(host: host)?.delivery
            let namespace = kubernetes.namespace ?? delivery?.build.namespace ?? "default"
            let reference = self.reference(kind, namespace: namespace, delivery)
            let object = manifest(reference)
            console.write(Manifest(reference.type, showSecrets ? object : KubeconfigSecret.masked(object)).yaml)
            return
        }
        let place = try buildCluster.place(kubernetes, host: host)
        let reference = self.reference(kind, namespace: place.namespace, place.delivery)
        let object = manifest(reference)
        let title = reference.title
        guard dryRun != .client else {
            console.write("\(place.client.connection.name): \(title)")
            return
        }
        let outcome = try await KubeconfigSecret.apply(
            object,
            as: reference.type,
            to: place.client,
            force: forceConflicts,
            dryRun: dryRun == .server
        )
        tell(outcome, title, on: place.client.connection.name, server: server)
    }

    /// What is made: by default what delivery.yaml names. Of anything else it is said that the delivery does not use it.
    func reference(
        _ kind: KubeconfigReference.Kind,
        namespace: String,
        _ delivery: Delivery?
    ) -> KubeconfigReference {
        let cluster = delivery?.runClusters.first { $0.name == runCluster }
        let expected = cluster?.kubeconfigReference(namespace: namespace)
        let usual = KubeconfigSecret.defaultName(runCluster: runCluster)
        let reference = KubeconfigReference(
            kind,
            namespace: namespace,
            name: name ?? expected?.name ?? usual,
            key: key ?? expected?.key
        )
        if let expected, kind != expected.kind || reference.name != expected.name {
            Console.standard.tell(
                .warning,
                "\(Delivery.fileName) has Flux reach \(runCluster) by \(expected.title), not by \(reference.title)"
            )
        }
        return reference
    }

    /// Tells what became of the object on the build cluster.
    func tell(_ outcome: KubeconfigSecret.Outcome, _ title: String, on cluster: String, server: String?) {
        let console = Console.standard
        for key in outcome.removedKeys {
            let words = dryRun == nil ? "removed" : "would be removed"
            console.tell(.warning, "key \"\(key)\" \(words), which Flux might have read instead")
        }
        let destination = server.map { ", for \($0)" } ?? ""
        let words = dryRun == nil ? outcome.change.rawValue : "would be \(outcome.change.rawValue)"
        console.tell(.success, "\(title) on \(cluster) \(words)\(destination)")
    }
}
