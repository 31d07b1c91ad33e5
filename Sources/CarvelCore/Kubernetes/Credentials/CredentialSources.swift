import Synchronization

/// The sources of credentials that one command uses, one for each user.
final class CredentialSources: Sendable {
    private let host: Host
    private let terminal = RequestGate(limit: 1)
    private let sources = Mutex<[ClusterConnection.Credentials: any CredentialSource]>([:])

    init(host: Host) {
        self.host = host
    }

    /// The source of the credentials of a connection's user, the same for all connections of that user.
    func source(for connection: ClusterConnection) -> any CredentialSource {
        // client-go shows them to nobody without TLS either.
        let credentials = connection.isEncrypted ? connection.credentials : .none
        return sources.withLock { sources in
            if let known = sources[credentials] { return known }
            let source = make(credentials)
            sources[credentials] = source
            return source
        }
    }

    private func make(_ credentials: ClusterConnection.Credentials) -> any CredentialSource {
        switch credentials {
        case .none: FixedCredentials(presented: .nothing)
        case .token(let token): FixedCredentials(presented: .bearer(token))
        case .tokenFile(let path, let place, let otherwise):
            TokenFileCredentials(path: path, place: place, otherwise: otherwise, files: host.files)
        case .basic(let username, let password):
            FixedCredentials(presented: .basic(username: username, password: password))
        case .exec(let plugin): ExecCredentials(ExecCall(plugin: plugin, host: host, terminal: terminal))
        }
    }
}
