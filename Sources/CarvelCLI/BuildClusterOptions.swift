public import ArgumentParser
public import CarvelCore

/// Which build cluster is meant, where a command has to do with run clusters too.
public struct BuildClusterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The build cluster's context; by default --context, or that of delivery.yaml.",
            valueName: "context"
        )
    )
    var buildContext: String?

    /// The options as they stand before the command line is read.
    public init() {}

    /// The build cluster, and the namespace of its Kustomizations: those of the delivery at hand, where flags name no
    /// others.
    ///
    /// - Parameter contextIsRunCluster: whether `--context` names a run cluster.
    public func place(
        _ kubernetes: KubernetesOptions,
        host: Host,
        contextIsRunCluster: Bool = false
    ) throws -> BuildClusterPlace {
        let delivery = try Delivery.findIfThere(host: host)?.delivery
        let flag = contextIsRunCluster ? nil : kubernetes.contextName
        let isNamed = !contextIsRunCluster && kubernetes.namesOneCluster
        let context = buildContext ?? flag ?? (isNamed ? nil : delivery?.build.context)
        let directory = ClusterDirectory(
            kubeconfig: try kubernetes.loadKubeconfig(host: host),
            overrides: kubernetes.overrides,
            requestTimeout: kubernetes.requestTimeout.orUnlimited,
            host: host
        )
        let client: ClusterClient
        if let context {
            client = try directory.client(context: context, calledName: context)
        } else if contextIsRunCluster {
            throw ValidationError("--context names the run cluster; name the build cluster with --build-context")
        } else {
            client = try kubernetes.client(host: host)
        }
        return BuildClusterPlace(
            client: client,
            namespace: kubernetes.namespace ?? delivery?.build.namespace ?? client.connection.namespace,
            delivery: delivery,
            clusters: directory,
            runContext: contextIsRunCluster ? kubernetes.contextName : nil
        )
    }
}

/// The build cluster that a command works on.
public struct BuildClusterPlace: Sendable {
    /// The cluster that runs Flux.
    public let client: ClusterClient
    /// Where the Kustomizations are, and so the kubeconfig Secrets.
    public let namespace: String
    /// The delivery at hand, where the user is in a checkout of one.
    public let delivery: Delivery?
    let clusters: ClusterDirectory
    let runContext: String?

    /// A run cluster, by the context that the flags name, or else that of the delivery at hand.
    ///
    /// - Returns: `nil` where neither names one.
    public func runCluster(_ name: String) throws(KubeconfigError) -> ClusterClient? {
        guard let context = runContextName(name) else { return nil }
        return try clusters.client(context: context, calledName: name)
    }

    /// The same as a value; `nil` where neither flags nor the delivery name a context.
    public func runClusterResult(_ name: String) -> Result<ClusterClient, KubeconfigError>? {
        do throws(KubeconfigError) {
            return try runCluster(name).map { .success($0) }
        } catch {
            return .failure(error)
        }
    }

    /// What the delivery at hand needs on a run cluster, if it is one of its.
    public func access(_ name: String) -> FluxAccess? {
        guard let delivery, let cluster = runCluster(inDelivery: name) else { return nil }
        return FluxAccess(delivery, cluster)
    }

    /// The context of a run cluster, where flags or the delivery at hand name one.
    public func runContextName(_ name: String) -> String? {
        runContext ?? runCluster(inDelivery: name)?.context
    }

    /// The run cluster of that name in the delivery at hand.
    public func runCluster(inDelivery name: String) -> Delivery.RunCluster? {
        delivery?.runClusters.first { $0.name == name }
    }

    /// By what Flux reaches a run cluster: what the flags name, or else the delivery at hand, or else a Secret of the usual
    /// name.
    public func reference(_ runCluster: String, name: String? = nil, key: String? = nil) -> KubeconfigReference {
        let usual = KubeconfigReference(
            namespace: namespace,
            name: KubeconfigSecret.defaultName(runCluster: runCluster)
        )
        var reference =
            self.runCluster(inDelivery: runCluster)?.kubeconfigReference(namespace: namespace) ?? usual
        if let name { reference.name = name }
        if let key { reference.key = key }
        return reference
    }
}

/// What the flags of Flux's controllers permit.
public struct FluxPermissionOptions: ParsableArguments {
    @Flag(help: "Flux's controllers run with --insecure-kubeconfig-exec.")
    var allowExec = false

    @Flag(help: "Flux's controllers run with --insecure-kubeconfig-tls.")
    var allowInsecureTls = false

    /// The options as they stand before the command line is read.
    public init() {}

    /// What they permit.
    public var permissions: FluxPermissions {
        var permissions: FluxPermissions = []
        if allowExec { permissions.insert(.exec) }
        if allowInsecureTls { permissions.insert(.insecureTLS) }
        return permissions
    }
}
