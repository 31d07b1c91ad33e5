public import ArgumentParser
public import CarvelCore

/// kubectl's own flags, by kubectl's own names.
public struct KubernetesOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The kubeconfig file to use.", valueName: "file"), completion: .file())
    var kubeconfig: String?

    @Option(help: ArgumentHelp("The kubeconfig context to use.", valueName: "name"))
    var context: String?

    @Option(help: ArgumentHelp("The kubeconfig cluster to use.", valueName: "name"))
    var cluster: String?

    @Option(help: ArgumentHelp("The kubeconfig user to use.", valueName: "name"))
    var user: String?

    /// The namespace that the flag names; `nil` to go by the kubeconfig context.
    @Option(name: [.short, .long], help: ArgumentHelp("The namespace to work in.", valueName: "name"))
    public var namespace: String?

    @Option(name: [.customShort("s"), .long], help: ArgumentHelp("The API server's address.", valueName: "url"))
    var server: String?

    @Option(help: ArgumentHelp("The bearer token to log in with.", valueName: "token"))
    var token: String?

    @Option(help: ArgumentHelp("The user to act as.", valueName: "name"))
    var `as`: String?

    @Option(help: ArgumentHelp("A group to act as a member of; may be repeated.", valueName: "name"))
    var asGroup: [String] = []

    @Option(help: ArgumentHelp("The UID to act as.", valueName: "uid"))
    var asUid: String?

    @Option(help: ArgumentHelp("The file of certificates to trust.", valueName: "file"), completion: .file())
    var certificateAuthority: String?

    @Option(help: ArgumentHelp("The file of the certificate to log in with.", valueName: "file"), completion: .file())
    var clientCertificate: String?

    @Option(help: ArgumentHelp("The file of the certificate's key.", valueName: "file"), completion: .file())
    var clientKey: String?

    @Option(help: ArgumentHelp("The name that the server's certificate must be for.", valueName: "name"))
    var tlsServerName: String?

    @Flag(help: "Do not check the server's certificate, so that the connection is not safe.")
    var insecureSkipTlsVerify = false

    /// The longest time for one request that is no watch; zero for no limit.
    @Option(
        help: ArgumentHelp("The longest time for one request, such as 30s; 0 for no limit.", valueName: "duration")
    )
    public var requestTimeout = DurationArgument(.seconds(30))

    @Option(
        name: [.customShort("v")],
        help: ArgumentHelp(
            "Show requests: 6 with status and time, 7 headers, 8 bodies, 9 curl commands.",
            valueName: "level"
        )
    )
    var verbosity = 0

    /// The options as they stand before the command line is read.
    public init() {}

    /// What the flags change of a context.
    public var overrides: ConnectionOverrides {
        ConnectionOverrides(
            context: context,
            cluster: cluster,
            user: user,
            namespace: namespace,
            server: server,
            token: token,
            certificateAuthority: certificateAuthority,
            clientCertificate: clientCertificate,
            clientKey: clientKey,
            tlsServerName: tlsServerName,
            skipsTLSVerification: insecureSkipTlsVerify ? true : nil,
            impersonate: self.as,
            impersonateUID: asUid,
            impersonateGroups: asGroup
        )
    }

    /// The machine that the command runs on.
    public func host() -> Host {
        Host.process(verbosity: verbosity)
    }

    /// The kubeconfig that kubectl would use with these flags.
    public func loadKubeconfig(host: Host) throws -> Kubeconfig {
        try Kubeconfig.load(explicitPath: kubeconfig, host: host)
    }

    /// Whether a flag says which cluster is meant, rather than those of a delivery.
    public var namesOneCluster: Bool {
        context != nil || cluster != nil || server != nil
    }

    /// The one cluster that the flags and the kubeconfig name.
    public func client(host: Host) throws -> ClusterClient {
        let connection = try loadKubeconfig(host: host).connection(overrides, host: host)
        return ClusterClient(connection, host: host, requestTimeout: requestTimeout.orUnlimited)
    }

    /// The context that the flag names; `nil` to go by the kubeconfig, or by a delivery.
    public var contextName: String? { context.flatMap { $0.isEmpty ? nil : $0 } }

    /// The clusters that the kubeconfig knows, with what the flags say of all of them.
    ///
    /// - Parameter spared: flags about one cluster that the command takes for what they say.
    /// - Throws: where a flag names one cluster or user, for a delivery has several.
    public func clusters(host: Host, sparing spared: Set<String> = []) throws -> ClusterDirectory {
        let single = [
            ("--context", context), ("--cluster", cluster), ("--user", user), ("--server", server),
            ("--namespace", namespace), ("--token", token), ("--certificate-authority", certificateAuthority),
            ("--client-certificate", clientCertificate), ("--client-key", clientKey),
            ("--tls-server-name", tlsServerName),
        ]
        if let flag = single.first(where: { $0.1 != nil && !spared.contains($0.0) })?.0 {
            throw ValidationError(
                "\(flag) is about one cluster, and a delivery has several: their contexts and namespaces are in"
                    + " delivery.yaml"
            )
        }
        return ClusterDirectory(
            kubeconfig: try loadKubeconfig(host: host),
            overrides: overrides,
            requestTimeout: requestTimeout.orUnlimited,
            host: host
        )
    }
}
