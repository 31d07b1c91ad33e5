/// The clusters of a kubeconfig, by the names of its contexts.
public struct ClusterDirectory: Sendable {
    let kubeconfig: Kubeconfig
    let overrides: ConnectionOverrides
    let requestTimeout: Duration?
    let host: Host
    private let sessions: ClusterSessions

    /// - Parameter overrides: what flags say; the context among them is set aside where one is asked for by name.
    public init(
        kubeconfig: Kubeconfig,
        overrides: ConnectionOverrides = ConnectionOverrides(),
        requestTimeout: Duration? = .seconds(30),
        host: Host
    ) {
        self.kubeconfig = kubeconfig
        self.overrides = overrides
        self.requestTimeout = requestTimeout
        self.host = host
        sessions = ClusterSessions(host: host)
    }

    /// A client of the cluster of a context.
    ///
    /// - Parameter name: what messages call the cluster.
    public func client(context: String, calledName name: String) throws(KubeconfigError) -> ClusterClient {
        var overrides = overrides
        overrides.context = context
        // A namespace given by flag is for what the command shows, not for where the delivery's objects are.
        overrides.namespace = nil
        var connection = try kubeconfig.connection(overrides, host: host)
        connection.name = name
        return ClusterClient(connection, session: sessions.session(for: connection), requestTimeout: requestTimeout)
    }
}
