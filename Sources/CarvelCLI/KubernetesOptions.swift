public import ArgumentParser
public import CarvelCore

/// kubectl's own flags, by kubectl's own names.
public struct KubernetesOptions: ParsableArguments {
    @OptionGroup var place: KubeconfigOptions

    @Option(help: ArgumentHelp("The kubeconfig cluster to use.", valueName: "name"))
    var cluster: String?

    @OptionGroup var session: SessionOptions

    /// The options as they stand before the command line is read.
    public init() {}

    /// The namespace that the flag names; `nil` to go by the kubeconfig context.
    public var namespace: String? { session.namespace }

    /// The longest time for one request that is no watch; zero for no limit.
    public var requestTimeout: DurationArgument { session.requestTimeout }

    /// What the flags change of a context.
    public var overrides: ConnectionOverrides {
        session.overrides(context: place.context, cluster: cluster)
    }

    /// The machine that the command runs on.
    public func host() -> Host {
        session.host()
    }

    /// The kubeconfig that kubectl would use with these flags.
    public func loadKubeconfig(host: Host) throws -> Kubeconfig {
        try place.loadKubeconfig(host: host)
    }

    /// Whether a flag says which cluster is meant, rather than those of a delivery.
    public var namesOneCluster: Bool {
        place.context != nil || cluster != nil || session.server != nil
    }

    /// The one cluster that the flags and the kubeconfig name.
    public func client(host: Host) throws -> ClusterClient {
        let connection = try loadKubeconfig(host: host).connection(overrides, host: host)
        return ClusterClient(connection, host: host, requestTimeout: requestTimeout.orUnlimited)
    }

    /// The context that the flag names; `nil` to go by the kubeconfig, or by a delivery.
    public var contextName: String? { place.context.flatMap { $0.isEmpty ? nil : $0 } }

    /// The clusters that the kubeconfig knows, with what the flags say of all of them.
    ///
    /// - Parameter spared: flags about one cluster that the command takes for what they say.
    /// - Throws: where a flag names one cluster or user, for a delivery has several.
    public func clusters(host: Host, sparing spared: Set<String> = []) throws -> ClusterDirectory {
        if cluster != nil, !spared.contains("--cluster") { throw SessionOptions.refusal(of: "--cluster") }
        return try session.clusters(place, host: host, sparing: spared)
    }
}

/// kubectl's own flags where `--cluster` names run clusters of a delivery: the others, but for that one.
public struct DeliveryKubernetesOptions: ParsableArguments {
    @OptionGroup var place: KubeconfigOptions

    @OptionGroup var session: SessionOptions

    /// The options as they stand before the command line is read.
    public init() {}

    /// The machine that the command runs on.
    public func host() -> Host {
        session.host()
    }

    /// The clusters that the kubeconfig knows, with what the flags say of all of them.
    ///
    /// - Throws: where a flag names one cluster or user, for a delivery has several.
    public func clusters(host: Host) throws -> ClusterDirectory {
        try session.clusters(place, host: host)
    }
}
