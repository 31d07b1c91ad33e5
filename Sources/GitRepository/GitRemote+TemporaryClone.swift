extension GitRemote {
    /// Clones one branch into a temporary folder, gives it to `body`, and removes the folder whatever happens.
    ///
    /// The clone is bare: it has the branch's history and no working files. The branch of a remote that is still empty
    /// has no commit; the first commit makes it.
    ///
    /// - Parameters:
    ///   - branch: the branch to read and to push to.
    ///   - directory: an existing folder that the temporary one is made in, such as `$TMPDIR`.
    ///   - cache: has what was fetched before, and keeps what is new.
    ///   - body: works with the clone, which is gone afterwards. Where what the cache has kept turns out to be damaged,
    ///     and nothing has been pushed, it is called once more, with a clone of which all is fetched anew.
    /// - Throws: `branchNotFound` when the remote has other branches only; `invalidBranch`; what connecting to a server
    ///   can end in; and what `body` throws.
    public func withTemporaryClone<Result: Sendable>(
        branch: String,
        in directory: String,
        cache: GitCache? = nil,
        _ body: (GitClone) async throws -> Result
    ) async throws -> Result {
        try LibGit2.start()
        try BranchName.validate(branch)
        guard let cache, let kept = try await cache.repository(of: self) else {
            return try await withClone(branch, in: directory, body)
        }
        do {
            let result = try await withClone(branch, in: directory, borrowing: kept, of: cache, body)
            // What was done is done, whatever comes of this.
            if kept.isDoubtful { _ = try? await Self.discard(kept) }
            return result
        } catch let error as GitError where error.mayComeOfDamage {
            let isGone = try await Self.discard(kept)
            guard !kept.isUploading else { throw error }
            let anew = isGone ? try await cache.repository(of: self) : nil
            return try await withClone(branch, in: directory, borrowing: anew, of: cache, body)
        }
    }

    private func withClone<Result: Sendable>(
        _ branch: String,
        in directory: String,
        borrowing kept: CachedRepository? = nil,
        of cache: GitCache? = nil,
        _ body: (GitClone) async throws -> Result
    ) async throws -> Result {
        let folder = try TemporaryFolder(in: directory)
        do {
            let clone = try await GitClone(cloning: self, branch: branch, into: folder, borrowing: kept)
            if let kept, let cache { try await Self.keep(clone, in: kept, of: cache) }
            let result = try await body(clone)
            try await Self.close(folder)
            return result
        } catch {
            try await Self.close(folder)
            throw error
        }
    }

    /// Keeps what a clone has fetched. What can't be kept is fetched again the next time.
    private static func keep(_ clone: GitClone, in kept: CachedRepository, of cache: GitCache) async throws(GitError) {
        guard let head = clone.download.head else { return }
        do throws(GitError) {
            let isFirst = try await runBlocking("keep \(clone.path)", folder: clone.folder) { _ throws(GitError) in
                try kept.keep(clone.branch, at: head, of: clone.path)
            }
            if isFirst { try await cache.sweep() }
        } catch {
            if case .cancelled = error { throw error }
            cache.say(error)
        }
    }

    @discardableResult
    private static func discard(_ kept: CachedRepository) async throws(GitError) -> Bool {
        try await runBlocking("remove what is kept") { _ in kept.discard() }
    }

    /// Also after a cancellation, so this one must not be cancelled.
    private static func close(_ folder: TemporaryFolder) async throws(GitError) {
        try await runBlocking("remove \(folder.path)", limits: WaitingLimits(endsOnCancellation: false)) { _ in
            folder.close()
        }
    }
}

extension GitError {
    /// Whether objects that are damaged or lacking may be the reason.
    fileprivate var mayComeOfDamage: Bool {
        switch self {
        case .operationFailed, .commitNotFound, .notARepository: true
        default: false
        }
    }
}
