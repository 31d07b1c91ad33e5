import CGit2

/// A git repository on this machine: a temporary clone of a remote, or the user's own checkout.
///
/// All calls may be made from any task; those on the same clone wait for each other.
public final class GitClone: Sendable {
    /// The folder: of a temporary clone the bare repository, of a checkout the topmost working folder.
    public let path: String
    /// The branch that is read, committed to and pushed.
    public let branch: String

    let repository: RepositoryHandle
    let remote: GitRemote?
    let folder: TemporaryFolder?
    /// What the clone borrows objects from, which stays locked for as long.
    let borrowed: CachedRepository?
    /// What was downloaded when it was cloned.
    let download: GitDownload

    private init(
        path: String,
        branch: String,
        repository: RepositoryHandle,
        remote: GitRemote?,
        folder: TemporaryFolder?,
        borrowed: CachedRepository? = nil,
        download: GitDownload = GitDownload()
    ) {
        self.path = path
        self.branch = branch
        self.repository = repository
        self.remote = remote
        self.folder = folder
        self.borrowed = borrowed
        self.download = download
    }

    /// Clones one branch of a remote, bare, into an empty temporary folder.
    ///
    /// - Parameter kept: has objects to borrow, which need not be downloaded.
    convenience init(
        cloning remote: GitRemote,
        branch: String,
        into folder: TemporaryFolder,
        borrowing kept: CachedRepository? = nil
    ) async throws(GitError) {
        let path = folder.path
        let (repository, download) = try await runBlocking(
            "clone \(remote.url)",
            limits: WaitingLimits(timeout: remote.timeout),
            folder: folder
        ) { stop throws(GitError) in
            var repository = try RepositoryHandle.makeBare(at: path, branch: branch)
            if let kept {
                try kept.lend(to: path)
                repository = try RepositoryHandle.open(path, searchingUpward: false)
            }
            let download = try repository.use { pointer throws(GitError) in
                let download = try Self.download(branch, of: remote, into: pointer, stop: stop)
                if let head = download.head.flatMap(git_oid.init(hex:)) {
                    try BranchReference(branch, in: pointer).set(to: head)
                }
                return download
            }
            return (repository, download)
        }
        self.init(
            path: path,
            branch: branch,
            repository: repository,
            remote: remote,
            folder: folder,
            borrowed: kept,
            download: download
        )
    }

    /// Opens the repository that a folder of this machine belongs to; nothing is copied.
    ///
    /// - Parameter path: the top of a checkout or any folder below it, or a bare repository.
    /// - Throws: `notARepository`, `foreignOwner`, `detachedHead`.
    public static func open(path: String) async throws(GitError) -> GitClone {
        try await runBlocking("open the git repository \(path)") { _ throws(GitError) in
            let repository = try RepositoryHandle.open(path, searchingUpward: true)
            let (top, branch) = try repository.use { pointer throws(GitError) in
                let folder = try LibGit2.require(
                    git_repository_workdir(pointer) ?? git_repository_path(pointer),
                    "find the folder of the git repository \(path)"
                )
                let top = Self.withoutTrailingSlash(String(cString: folder))
                return (top, try BranchReference.checkedOut(in: pointer, path: top))
            }
            return GitClone(path: top, branch: branch, repository: repository, remote: nil, folder: nil)
        }
    }

    /// The commit at the head of the branch.
    ///
    /// - Returns: 40 hex digits, or nil while the branch has no commit.
    public func headCommit() async throws(GitError) -> String? {
        let branch = branch
        return try await onThread("read branch \(branch)") { repository throws(GitError) in
            try BranchReference(branch, in: repository).target()?.hex
        }
    }

    /// The author that git itself would use in this repository, whose own configuration counts too.
    ///
    /// - Parameter environment: the environment variables of the program.
    /// - Returns: nil when the name or the email is set nowhere.
    public func configuredAuthor(environment: [String: String]) async throws(GitError) -> GitAuthor? {
        try await onThread("read the git configuration") { repository throws(GitError) in
            var opened: OpaquePointer?
            try LibGit2.check(git_repository_config(&opened, repository), "read the git configuration")
            let configuration = try LibGit2.require(opened, "read the git configuration")
            defer { git_config_free(configuration) }
            return try GitAuthor.configured(environment: environment, configuration: configuration)
        }
    }

    /// The URL of one of the repository's remotes, such as `origin`, without user name and password.
    ///
    /// - Returns: nil when there is no remote of this name.
    /// - Throws: `invalidURL` when the URL is of a kind that `GitRemote` does not support.
    public func remoteURL(named name: String) async throws(GitError) -> String? {
        try await onThread("read the remote \(name)") { repository throws(GitError) in
            var remote: OpaquePointer?
            let code = git_remote_lookup(&remote, repository, name)
            guard code != GIT_ENOTFOUND.rawValue else { return nil }
            try LibGit2.check(code, "read the remote \(name)")
            defer { git_remote_free(remote) }
            guard let url = git_remote_url(remote) else { return nil }
            return try GitAddress(String(cString: url)).display
        }
    }

    /// Does local work on a thread of its own, with the repository to itself.
    func onThread<Result: Sendable>(
        _ operation: String,
        limits: WaitingLimits = WaitingLimits(),
        _ work: @escaping @Sendable (OpaquePointer) throws(GitError) -> Result
    ) async throws(GitError) -> Result {
        let repository = repository
        return try await runBlocking(operation, limits: limits, folder: folder) { _ throws(GitError) in
            try repository.use(work)
        }
    }

    private static func withoutTrailingSlash(_ path: String) -> String {
        path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }
}
