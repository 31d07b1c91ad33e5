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

    /// Clones one branch into a temporary folder, gives it to `body`, and removes the folder whatever happens.
    ///
    /// The clone is bare: it has the branch's history and no working files. The branch of a remote that is still empty
    /// has no commit; the first commit makes it.
    ///
    /// - Parameters:
    ///   - branch: the branch to read and to push to.
    ///   - directory: an existing folder that the temporary one is made in, such as `$TMPDIR`.
    ///   - body: works with the clone, which is gone afterwards.
    /// - Throws: `branchNotFound` when the remote has other branches only; `invalidBranch`; what connecting to a server
    ///   can end in; and what `body` throws.
    public func withTemporaryClone<Result: Sendable>(
        branch: String,
        in directory: String,
        _ body: (GitClone) async throws -> Result
    ) async throws -> Result {
        try LibGit2.start()
        try BranchName.validate(branch)
        let folder = try TemporaryFolder(in: directory)
        do {
            let clone = try await GitClone(cloning: self, branch: branch, into: folder)
            let result = try await body(clone)
            try await Self.close(folder)
            return result
        } catch {
            try await Self.close(folder)
            throw error
        }
    }

    /// Also after a cancellation, so this one must not be cancelled.
    private static func close(_ folder: TemporaryFolder) async throws(GitError) {
        try await runBlocking("remove \(folder.path)", limits: WaitingLimits(endsOnCancellation: false)) { _ in
            folder.close()
        }
    }
}

extension GitRemote: CustomStringConvertible {
    /// The URL, without secrets.
    public var description: String { url }
}
