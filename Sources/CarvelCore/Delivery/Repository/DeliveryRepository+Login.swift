import GitRepository

extension DeliveryRepository {
    /// Works with a repository at its remote. Where the server asks for credentials and none were given, git's
    /// credential helpers are asked, and the work is begun anew. An ssh server must be one that this user knows.
    func loggedIn<Result: Sendable>(
        to remote: GitRemote,
        _ work: (GitRemote) async throws -> Result
    ) async throws -> Result {
        var remote = remote
        if let server = remote.sshServer {
            remote = remote.trusting(GitHostKey.all(in: try await KnownHosts(host: host).lines(about: server)))
        }
        let helper = GitCredentialHelper(host: host, url: remote.url)
        let credentials: GitCredentials
        do {
            return try await work(remote)
        } catch let error as GitError {
            guard case .authenticationRequired = error, let known = try await helper.fill() else { throw error }
            credentials = known
        }
        do {
            let result = try await work(try remote.with(credentials))
            try await helper.approve(credentials)
            return result
        } catch let error as GitError {
            if case .authenticationFailed = error { try await helper.reject(credentials) }
            throw error
        }
    }
}
