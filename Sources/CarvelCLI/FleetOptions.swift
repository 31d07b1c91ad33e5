public import ArgumentParser
public import CarvelCore

/// Those of kubectl's own flags that are about all clusters of a delivery, for commands whose `--cluster` is a run
/// cluster.
public struct FleetOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The kubeconfig file to use.", valueName: "file"), completion: .file())
    var kubeconfig: String?

    @Option(help: ArgumentHelp("The user to act as.", valueName: "name"))
    var `as`: String?

    @Option(help: ArgumentHelp("A group to act as a member of; may be repeated.", valueName: "name"))
    var asGroup: [String] = []

    @Option(help: ArgumentHelp("The UID to act as.", valueName: "uid"))
    var asUid: String?

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

    /// The options as they stand before the command line is read.
    public init() {}

    /// The machine that the command runs on.
    public func host() -> Host {
        Host.process(verbosity: verbosity)
    }

    /// The clusters that the kubeconfig knows, with what the flags say of all of them.
    public func clusters(host: Host) throws -> ClusterDirectory {
        ClusterDirectory(
            kubeconfig: try Kubeconfig.load(explicitPath: kubeconfig, host: host),
            overrides: ConnectionOverrides(
                impersonate: self.as,
                impersonateUID: asUid,
                impersonateGroups: asGroup
            ),
            requestTimeout: requestTimeout.orUnlimited,
            host: host
        )
    }
}
