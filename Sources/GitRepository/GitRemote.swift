import CGit2

/// A repository on a git server, or one on this machine by its path.
public struct GitRemote: Sendable {
    /// The URL without user name, password and query; fit for messages.
    public var url: String { address.display }
    /// The longest time that one conversation with the server may take.
    public let timeout: Duration
    let address: GitAddress
    private(set) var credentials: GitCredentials
    /// The keys by which its ssh server is known; with none of them, there is no connection.
    private(set) var hostKeys: [GitHostKey] = []

    /// The server, where it is one that is reached by ssh.
    public var sshServer: GitSSHServer? { address.sshServer }

    /// The same repository, on an ssh server that is known by these keys.
    public func trusting(_ keys: [GitHostKey]) -> GitRemote {
        var remote = self
        remote.hostKeys = keys
        return remote
    }

    /// Describes a remote; nothing is connected yet.
    ///
    /// A user name and password inside the URL are taken out, and used where `credentials` is `.none`.
    /// Redirects to another host are followed only without credentials.
    ///
    /// - Parameters:
    ///   - url: an http, https, ssh or file URL, or a path of this machine.
    ///   - credentials: what the server is shown when it asks.
    ///   - timeout: the longest time for one conversation with the server.
    /// - Throws: `invalidURL`, `invalidCredentials`.
    public init(
        url: String,
        credentials: GitCredentials = .none,
        timeout: Duration = .seconds(60)
    ) throws(GitError) {
        address = try GitAddress(url)
        self.credentials = credentials == .none ? address.embeddedCredentials : credentials
        self.timeout = timeout
        try self.credentials.validate(for: address.kind)
    }

    /// The same repository, with other credentials.
    ///
    /// - Throws: `invalidCredentials`.
    public func with(_ credentials: GitCredentials) throws(GitError) -> GitRemote {
        try credentials.validate(for: address.kind)
        var remote = self
        remote.credentials = credentials
        return remote
    }

    /// The commit at the head of a branch.
    ///
    /// - Returns: 40 hex digits, or nil when the remote has no such branch.
    /// - Throws: what connecting to a server can end in, such as `unreachable`, `authenticationFailed`, `notFound`.
    public func head(ofBranch branch: String) async throws(GitError) -> String? {
        try await references()["refs/heads/\(branch)"]
    }

    /// All references of the remote by their full names, with the ids that they point to; `HEAD` is among them.
    ///
    /// - Throws: what connecting to a server can end in, such as `unreachable`, `authenticationFailed`, `notFound`.
    public func references() async throws(GitError) -> [String: String] {
        try await runBlocking("list the branches of \(url)", limits: WaitingLimits(timeout: timeout)) {
            stop throws(GitError) in
            let memory = try RepositoryHandle.inMemory()
            return try memory.use { repository throws(GitError) in
                let connection = try RemoteConnection(
                    self,
                    repository: repository,
                    direction: GIT_DIRECTION_FETCH,
                    stop: stop
                )
                return try connection.references()
            }
        }
    }
}

extension GitRemote: CustomStringConvertible {
    /// The URL, without secrets.
    public var description: String { url }
}
