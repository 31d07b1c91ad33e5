import Synchronization

/// What all requests to one cluster by one user share, however many clients make them: credentials, the limit on how
/// many are under way, and what is known of the server's types.
final class ClusterSession: Sendable {
    let host: Host
    let credentials: any CredentialSource
    let gate: RequestGate
    let retries: RetryPolicy
    let discovery = SharedDiscovery()

    /// - Parameter requestLimit: how many requests may wait for the server's answer at a time. The API server queues
    ///   what is more anyway, and may refuse it.
    init(
        host: Host,
        credentials: any CredentialSource,
        requestLimit: Int = 32,
        retries: RetryPolicy = RetryPolicy()
    ) {
        self.host = host
        self.credentials = credentials
        self.retries = retries
        gate = RequestGate(limit: requestLimit)
    }
}

/// The sessions of one command, by whom they talk to.
final class ClusterSessions: Sendable {
    private let host: Host
    private let credentials: CredentialSources
    private let sessions = Mutex<[ClusterConnection: ClusterSession]>([:])

    init(host: Host) {
        self.host = host
        credentials = CredentialSources(host: host)
    }

    /// The session of a connection: the same one for connections that differ only in name, namespace and impersonation.
    func session(for connection: ClusterConnection) -> ClusterSession {
        var key = connection
        key.name = ""
        key.namespace = ""
        key.impersonation = nil
        return sessions.withLock { [key] sessions in
            if let known = sessions[key] { return known }
            let session = ClusterSession(host: host, credentials: credentials.source(for: connection))
            sessions[key] = session
            return session
        }
    }
}
