import Synchronization

/// The sources of credentials that one command uses, one for each user.
final class CredentialSources: Sendable {
    private let host: Host
    private let sources = Mutex<[ClusterConnection.Credentials: any CredentialSource]>([:])

    init(host: Host) {
        self.host = host
    }

    /// The source of a user's credentials, the same for all connections of that user.
    func source(of credentials: ClusterConnection.Credentials) -> any CredentialSource {
        sources.withLock { sources in
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
        case .tokenFile(let path, let place):
            TokenFileCredentials(path: path, place: place, files: host.files)
        case .basic(let username, let password):
            FixedCredentials(presented: .basic(username: username, password: password))
        }
    }
}
