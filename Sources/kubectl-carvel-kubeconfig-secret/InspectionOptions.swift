import ArgumentParser
import CarvelCLI
import CarvelCore

/// How kubeconfigs are looked at, and what is printed of that.
struct InspectionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("What ends within this time is not well.", valueName: "duration"))
    var warnBefore = DurationArgument(.seconds(720 * 3600))

    @Option(name: [.short, .long], help: "How to print what was found.")
    var output = OutputFormat.table

    @OptionGroup var flux: FluxPermissionOptions
    @OptionGroup var buildCluster: BuildClusterOptions
    @OptionGroup(title: "Kubernetes options, of the build cluster") var kubernetes: KubernetesOptions

    /// Looks at kubeconfigs of the build cluster, prints what was found, and ends as it is.
    ///
    /// - Parameter connects: whether to log in to the run clusters too.
    func run(
        connects: Bool,
        _ look: (KubeconfigInspector, BuildClusterPlace) async throws -> KubeconfigSecretList
    ) async throws {
        do {
            let place = try buildCluster.place(kubernetes, host: kubernetes.host())
            let inspector = KubeconfigInspector(
                build: place.client,
                permitted: flux.permissions,
                warnBefore: warnBefore.duration,
                connects: connects
            )
            try KubeconfigSecretOutput.write(try await look(inspector, place), output)
        } catch  where !(error is ExitStatus) && !(error is ValidationError) && !Task.isCancelled {
            // A build cluster that can't be asked says nothing about the kubeconfigs.
            Console.standard.tell(.failure, "\(error)")
            throw ExitStatus.undetermined
        }
    }
}
