/// Values that no table holds: they are in a kubeconfig, on a cluster or in the checkout at hand.
enum LiveValue {
    /// The names of the kubeconfig's contexts.
    case contexts
    /// The names of the kubeconfig's clusters.
    case kubeconfigClusters
    /// The names of the kubeconfig's users.
    case users
    /// The namespaces of the cluster that the other options name.
    case namespaces
    /// The run clusters of the delivery at hand.
    case runClusters
    /// The run clusters of the delivery at hand, and `build`.
    case clusters
    /// Contexts, by themselves or after the name of a run cluster and `=`.
    case contextsOfNames
    /// The packages of the checkout at hand.
    case packages
    /// The versions of the package that the command line names.
    case versions

    /// By what an argument's help calls its value.
    private static let byValueName: [String: LiveValue] = [
        "context": .contexts,
        "name[=context]": .contextsOfNames,
        "cluster": .runClusters,
        "cluster,…": .runClusters,
        "run-cluster": .runClusters,
        "package": .packages,
        "package,…": .packages,
        "version": .versions,
    ]

    /// By the option's own name, where its help speaks of any name.
    private static let byOption: [String: LiveValue] = [
        "cluster": .clusters,
        "namespace": .namespaces,
    ]

    /// Of kubectl's own options, some of which have the names of others of ours.
    private static let byKubernetesOption: [String: LiveValue] = [
        "context": .contexts,
        "cluster": .kubeconfigClusters,
        "user": .users,
        "namespace": .namespaces,
    ]

    /// What an argument's value may be.
    ///
    /// - Parameter kubernetes: kubectl's own options.
    static func of(_ argument: ArgumentEntry, kubernetes: CommandEntry) -> LiveValue? {
        let name = argument.longName ?? ""
        if kubernetes.namedArguments.contains(where: { $0.longName == name && $0.abstract == argument.abstract }) {
            return byKubernetesOption[name]
        }
        return argument.valueName.flatMap { byValueName[$0] } ?? byOption[name]
    }
}
