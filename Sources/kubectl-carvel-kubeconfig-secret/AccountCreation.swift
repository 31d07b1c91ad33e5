import ArgumentParser
import CarvelCLI
import CarvelCore
import FoundationEssentials

/// `create --service-account`: the account on the run cluster, and the Secret on the build cluster.
struct AccountCreation {
    let command: CreateCommand
    let host: Host
    let account: NamespacedName

    func run() async throws {
        let kubernetes = command.kubernetes
        // Refuses flags that say how one cluster is logged in to.
        _ = try kubernetes.clusters(host: host, sparing: ["--context", "--namespace"])
        let place = try command.buildCluster.place(
            kubernetes,
            host: host,
            contextIsRunCluster: kubernetes.contextName != nil
        )
        let wanted = RunClusterAccount(account, access: access(place))
        let console = Console.standard
        guard !command.export else {
            console.write(Manifest.yaml(wanted.manifests()))
            console.tell(.action, "the Secret on the build cluster takes a token, which --export does not make")
            return
        }
        let reference = command.reference(.secret, namespace: place.namespace, place.delivery)
        guard command.dryRun != .client else {
            for manifest in wanted.manifests() { console.write("\(command.runCluster): \(manifest.title)") }
            console.write("\(place.client.connection.name): \(reference.title)")
            return
        }
        guard let run = try place.runCluster(command.runCluster), let context = place.runContextName(command.runCluster)
        else {
            throw ValidationError(
                "no flag says how run cluster \"\(command.runCluster)\" is reached, and no delivery.yaml; give --context"
            )
        }
        let creation = AccountKubeconfig(wanted, run: run, build: place.client)
        let isDryRun = command.dryRun != nil
        try await creation.expectNamespace(of: reference)
        try await creation.prepare(force: command.forceConflicts, dryRun: isDryRun) { title, outcome in
            guard outcome != .unchanged else { return }
            let words = isDryRun ? "would be \(outcome.rawValue)" : outcome.rawValue
            console.tell(.action, "\(command.runCluster): \(title) \(words)")
        }
        guard !isDryRun else {
            console.tell(.action, "\(reference.title) on \(place.client.connection.name) would get a token")
            return
        }
        let kubeconfig = try kubernetes.loadKubeconfig(host: host)
        let (runCluster, permissions) = (command.runCluster, command.flux.permissions)
        let made = try await creation.make(
            command.account.lifetime ?? .seconds(AccountKubeconfig.defaultSeconds),
            for: reference,
            force: command.forceConflicts
        ) { [host, account] (token: String) throws(KubeconfigSecretError) -> KubernetesObject in
            let flux = try FluxKubeconfig(
                clusterOf: kubeconfig,
                context: context,
                permitted: permissions,
                host: host,
                user: account.name,
                token: token
            )
            flux.warnings(at: host.now()).forEach { Console.standard.tell(.warning, "\($0)") }
            return KubeconfigSecret.manifest(
                runCluster: runCluster,
                namespace: reference.namespace,
                name: reference.name,
                key: reference.key ?? KubeconfigSecret.defaultKey,
                kubeconfig: flux.text
            )
        }
        made.inspection.findings.forEach(KubeconfigSecretOutput.tell)
        let token = made.inspection.ends.first { $0.kind == .token }
        console.tell(
            .action,
            "the token of \(made.inspection.identity ?? account.name) "
                + (token.map { "ends \($0.end.formatted(.iso8601)); rotate it before then" }
                    ?? "lasts until it is revoked")
        )
        command.tell(made.outcome, reference.title, on: place.client.connection.name, server: run.connection.server)
    }

    /// What flags and delivery.yaml say that Flux does through the account.
    private func access(_ place: BuildClusterPlace) -> FluxAccess {
        let ofDelivery = place.access(command.runCluster)
        let actingAs = command.actAs.map { NamespacedName(namespace: place.namespace, name: $0) }
        return FluxAccess(
            actingAs: actingAs ?? ofDelivery?.actingAs,
            targetNamespace: command.targetNamespace ?? ofDelivery?.targetNamespace ?? account.namespace
        )
    }
}
