import CGit2

extension GitClone {
    /// Downloads what is new in the remote's branch; the local branch stays where it is.
    ///
    /// - Returns: the head of the remote's branch, or nil while the remote is empty.
    /// - Throws: `noRemote` for a checkout; `branchNotFound` when the branch was deleted; what connecting to a server
    ///   can end in.
    @discardableResult
    public func fetch() async throws(GitError) -> String? {
        try await download { _, _ in }
    }

    /// Downloads what is new, and moves the local branch to the head of the remote's: commits that were not pushed are
    /// dropped. For a push that lost the race: reset, make the change again, push again.
    ///
    /// - Returns: the head of the remote's branch, or nil while the remote is empty.
    /// - Throws: as `fetch`.
    @discardableResult
    public func resetToRemote() async throws(GitError) -> String? {
        let branch = branch
        return try await download { repository, head throws(GitError) in
            let reference = BranchReference(branch, in: repository)
            if let head {
                try reference.set(to: head)
            } else {
                try reference.delete()
            }
        }
    }

    /// Pushes the branch. Nothing is ever forced: the remote's commits are kept.
    ///
    /// - Parameter target: the branch of the remote, where it is not to be the one that was cloned, such as one for a
    ///   pull request.
    /// - Throws: `nonFastForward` when somebody else pushed meanwhile; `pushRejected` when the server has its reasons;
    ///   `noRemote` for a checkout; `invalidBranch`; `operationFailed` when there is no commit to push; and what
    ///   connecting to a server can end in. After `timedOut` and `cancelled` the push may have arrived all the same.
    public func push(to target: String? = nil) async throws(GitError) {
        guard let remote else {
            throw GitError.noRemote(path: path)
        }
        let (path, branch) = (path, branch)
        let target = target ?? branch
        borrowed?.noteUpload()
        try await runBlocking(
            "push to \(remote.url)",
            limits: WaitingLimits(timeout: remote.timeout),
            folder: folder
        ) { stop throws(GitError) in
            try BranchName.validate(target)
            try Self.openForTransfer(path).use { pointer throws(GitError) in
                try Self.upload(branch, to: target, of: remote, from: pointer, stop: stop)
            }
        }
    }

    private func download(
        then finish: @escaping @Sendable (OpaquePointer, git_oid?) throws(GitError) -> Void
    ) async throws(GitError) -> String? {
        guard let remote else {
            throw GitError.noRemote(path: path)
        }
        let (path, branch) = (path, branch)
        return try await runBlocking(
            "fetch from \(remote.url)",
            limits: WaitingLimits(timeout: remote.timeout),
            folder: folder
        ) { stop throws(GitError) in
            try Self.openForTransfer(path).use { pointer throws(GitError) in
                let head = try Self.download(branch, of: remote, into: pointer, stop: stop).head
                try finish(pointer, head.flatMap(git_oid.init(hex:)))
                return head
            }
        }
    }

    /// A transfer opens the repository anew: if its server falls silent, local work must not wait for it.
    private static func openForTransfer(_ path: String) throws(GitError) -> RepositoryHandle {
        try RepositoryHandle.open(path, searchingUpward: false)
    }

    /// Fetches one branch into `refs/remotes/origin`. There is no head when the remote has no references at all.
    static func download(
        _ branch: String,
        of remote: GitRemote,
        into repository: OpaquePointer,
        stop: StopFlag
    ) throws(GitError) -> GitDownload {
        let connection = try RemoteConnection(
            remote,
            repository: repository,
            direction: GIT_DIRECTION_FETCH,
            stop: stop
        )
        let references = try connection.references()
        guard let head = references[BranchName.prefix + branch] else {
            guard references.isEmpty else {
                throw GitError.branchNotFound(branch: branch, url: remote.url)
            }
            return GitDownload()
        }
        try connection.fetch("+\(BranchName.prefix)\(branch):refs/remotes/origin/\(branch)")
        return connection.download(of: head)
    }

    private static func upload(
        _ branch: String,
        to target: String,
        of remote: GitRemote,
        from repository: OpaquePointer,
        stop: StopFlag
    ) throws(GitError) {
        let connection = try RemoteConnection(remote, repository: repository, direction: GIT_DIRECTION_PUSH, stop: stop)
        let before = try connection.references()[BranchName.prefix + target]
        do throws(GitError) {
            try connection.push(branch, to: target)
        } catch .pushRejected(let branch, let url, let reason) {
            // The server words its reasons freely. Whether the race was lost shows in where the branch is now.
            let again = try RemoteConnection(remote, repository: repository, direction: GIT_DIRECTION_FETCH, stop: stop)
            let after = try again.references()[BranchName.prefix + target]
            throw before == after
                ? GitError.pushRejected(branch: branch, url: url, reason: reason)
                : GitError.nonFastForward(branch: branch, url: url)
        }
    }
}
