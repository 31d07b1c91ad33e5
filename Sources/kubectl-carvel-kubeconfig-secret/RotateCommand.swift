import ArgumentParser
import CarvelCLI
import CarvelCore

struct RotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Put new credentials into kubeconfig Secrets, while Flux goes on delivering.",
        discussion: """
            A new token of the same service account is made on the run cluster, for
            as long as the present one, and tried before the Secret is replaced and
            after. The old one is revoked once Flux has answered that it is done
            with it. Other credentials come from --from-context or --from-file. It
            may be run from cron, and by several at once.

            EXAMPLES:
              # In a checkout of the GitOps repository: all run clusters
              kubectl carvel-kubeconfig-secret rotate --all

              # One, whose context is staging
              kubectl carvel-kubeconfig-secret rotate staging \\
                --context staging --build-context build -n shop

              # Another certificate
              kubectl carvel-kubeconfig-secret rotate staging \\
                --from-file new.kubeconfig --build-context build -n shop

            EXIT STATUS: 0 all are rotated, 1 some are not; the others are.
            """
    )

    @Argument(help: ArgumentHelp("The run clusters' names.", valueName: "run-cluster"))
    var runClusters: [String] = []

    @Flag(help: "Rotate those of all run clusters of delivery.yaml.")
    var all = false

    @OptionGroup var secret: SecretOptions
    @OptionGroup var source: KubeconfigSourceOptions
    @OptionGroup var account: AccountOptions

    @Option(help: ArgumentHelp("How long Flux may take to be done with the old ones.", valueName: "duration"))
    var timeout = DurationArgument(.seconds(120))

    @Flag(help: "Take over fields that another manager owns.")
    var forceConflicts = false

    @OptionGroup var flux: FluxPermissionOptions
    @OptionGroup var buildCluster: BuildClusterOptions
    @OptionGroup(title: "Kubernetes options; --context is of the run cluster") var kubernetes: KubernetesOptions

    func validate() throws {
        guard all == runClusters.isEmpty else { throw ValidationError("give RUN_CLUSTER, or --all") }
        let isSingle = runClusters.count == 1
        if !isSingle, source.isGiven || secret.name != nil || kubernetes.contextName != nil {
            throw ValidationError("--from-context, --from-file, --name and --context go with one RUN_CLUSTER")
        }
        if source.isGiven, account.isGiven {
            throw ValidationError("--from-context and --from-file exclude what is about service accounts")
        }
    }

    func run() async throws {
        let host = kubernetes.host()
        // Refuses flags that say how one cluster is logged in to.
        _ = try kubernetes.clusters(host: host, sparing: ["--context", "--namespace"])
        let place = try buildCluster.place(kubernetes, host: host, contextIsRunCluster: kubernetes.contextName != nil)
        let names = all ? place.delivery?.runClusters.map(\.name) ?? [] : runClusters
        guard !names.isEmpty else {
            throw ValidationError("--all takes the run clusters from delivery.yaml, and there is none here or above")
        }
        let references = names.map { ($0, place.reference($0, name: secret.name, key: secret.key)) }
        let rotatable = references.filter { $0.1.kind == .secret }
        for (name, reference) in references where reference.kind != .secret {
            let words = "\(name): Flux logs in with an identity of its own, by \(reference.title)"
            guard all else { throw ValidationError("\(words), so there is nothing to rotate") }
            Console.standard.tell(.action, "\(words): nothing to rotate")
        }
        let kubeconfig = try source.kubeconfig(kubernetes, permitted: flux.permissions, host: host)
        let rotation = KubeconfigRotation(
            build: place.client,
            permitted: flux.permissions,
            force: forceConflicts,
            patience: timeout.duration
        )
        let targets = try rotatable.map { name, reference in
            KubeconfigRotation.Target(
                runCluster: name,
                reference: reference,
                source: try kubeconfig.map(KubeconfigRotation.Source.kubeconfig)
                    ?? .account(account.account(), account.lifetime),
                run: place.runClusterResult(name),
                accesses: place.access(name).map { [$0] } ?? []
            )
        }
        let outcomes = await rotation.run(targets) { RotationOutput.tell($0) }
        try Task.checkCancellation()
        let failures = outcomes.count { if case .failure = $0.result { true } else { false } }
        if failures > 0 {
            if outcomes.count > 1 {
                Console.standard.tell(.failure, "\(failures) of \(outcomes.count) are not rotated")
            }
            throw ExitStatus.failure
        }
    }
}
