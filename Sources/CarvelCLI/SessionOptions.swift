import ArgumentParser
import CarvelCore

/// Those of kubectl's own flags that say how clusters are talked to, and as whom.
struct SessionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The kubeconfig user to use.", valueName: "name"))
    var user: String?

    @Option(name: [.short, .long], help: ArgumentHelp("The namespace to work in.", valueName: "name"))
    var namespace: String?

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

    @Option(
        help: ArgumentHelp("The longest time for one request, such as 30s; 0 for no limit.", valueName: "duration")
    )
    var requestTimeout = DurationArgument(.seconds(30))

    @Option(
        name: [.customShort("v")],
        help: ArgumentHelp(
            "Show requests: 6 with status and time, 7 headers, 8 bodies, 9 curl commands.",
            valueName: "level"
        )
    )
    var verbosity = 0

    /// What the flags change of a context.
    func overrides(context: String?, cluster: String? = nil) -> ConnectionOverrides {
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
    func host() -> Host {
        Host.process(verbosity: verbosity)
    }

    /// The clusters that the kubeconfig knows, with what the flags say of all of them.
    ///
    /// - Parameter spared: flags about one cluster that the command takes for what they say.
    /// - Throws: where a flag names one cluster or user, for a delivery has several.
    func clusters(
        _ place: KubeconfigOptions,
        host: Host,
        sparing spared: Set<String> = []
    ) throws -> ClusterDirectory {
        let single = [
            ("--context", place.context), ("--user", user), ("--server", server),
            ("--namespace", namespace), ("--token", token), ("--certificate-authority", certificateAuthority),
            ("--client-certificate", clientCertificate), ("--client-key", clientKey),
            ("--tls-server-name", tlsServerName),
        ]
        if let flag = single.first(where: { $0.1 != nil && !spared.contains($0.0) })?.0 {
            throw Self.refusal(of: flag)
        }
        return ClusterDirectory(
            kubeconfig: try place.loadKubeconfig(host: host),
            overrides: overrides(context: nil),
            requestTimeout: requestTimeout.orUnlimited,
            host: host
        )
    }

    /// That a flag is about one cluster, where several are meant.
    static func refusal(of flag: String) -> ValidationError {
        ValidationError(
            "\(flag) is about one cluster, and a delivery has several: their contexts and namespaces are in"
                + " delivery.yaml"
        )
    }
}
