import CGit2

extension GitClone {
    /// The commits of the branch that changed a file or folder, newest first.
    ///
    /// As with `git log`, a merge counts only when its result differs from all that it merged.
    ///
    /// - Parameters:
    ///   - file: a path from the top of the repository; nil for every commit.
    ///   - limit: the greatest number of commits to give back.
    /// - Returns: empty while the branch has no commit.
    public func history(of file: String? = nil, limit: Int = 100) async throws(GitError) -> [GitCommit] {
        let branch = branch
        return try await onThread("read the history of \(path)") { repository throws(GitError) in
            guard let head = try BranchReference(branch, in: repository).target() else { return [] }
            return try HistoryReader(repository: repository, file: file).commits(from: head, limit: limit)
        }
    }
}

/// Walks from a commit to its ancestors, on one thread.
private struct HistoryReader {
    let repository: OpaquePointer
    let file: String?

    func commits(from head: git_oid, limit: Int) throws(GitError) -> [GitCommit] {
        let operation = "read the history"
        var opened: OpaquePointer?
        try LibGit2.check(git_revwalk_new(&opened, repository), operation)
        let walk = try LibGit2.require(opened, operation)
        defer { git_revwalk_free(walk) }
        try LibGit2.check(git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL.rawValue | GIT_SORT_TIME.rawValue), operation)
        var id = head
        try LibGit2.check(git_revwalk_push(walk, &id), operation)

        var commits: [GitCommit] = []
        while commits.count < limit {
            let code = git_revwalk_next(&id, walk)
            if code == GIT_ITEROVER.rawValue { break }
            try LibGit2.check(code, operation)
            if let commit = try readIfRelevant(id) {
                commits.append(commit)
            }
        }
        return commits
    }

    /// Nil for a commit that did not change the file.
    private func readIfRelevant(_ id: git_oid) throws(GitError) -> GitCommit? {
        var id = id
        var opened: OpaquePointer?
        try LibGit2.check(git_commit_lookup(&opened, repository, &id), "read commit \(id.hex)")
        let commit = try LibGit2.require(opened, "read commit \(id.hex)")
        defer { git_commit_free(commit) }
        guard try isRelevant(commit, id: id) else { return nil }
        return GitCommit(commit)
    }

    private func isRelevant(_ commit: OpaquePointer, id: git_oid) throws(GitError) -> Bool {
        guard let file else { return true }
        let own = try TreeReader(id, in: repository).id(of: file)
        let parents = git_commit_parentcount(commit)
        guard parents > 0 else { return own != nil }
        for index in 0..<parents {
            let parent = try LibGit2.require(git_commit_parent_id(commit, index), "read commit \(id.hex)")
            if try TreeReader(parent.pointee, in: repository).id(of: file) == own { return false }
        }
        return true
    }
}

extension GitCommit {
    /// Reads libgit2's form of a commit.
    init(_ commit: OpaquePointer) {
        self.init(
            id: git_commit_id(commit)?.pointee.hex ?? "",
            author: GitAuthor(git_commit_author(commit)),
            time: git_commit_time(commit),
            message: git_commit_message(commit).map { String(cString: $0) } ?? ""
        )
    }
}

extension GitAuthor {
    fileprivate init(_ signature: UnsafePointer<git_signature>?) {
        self.init(
            name: signature?.pointee.name.map { String(cString: $0) } ?? "",
            email: signature?.pointee.email.map { String(cString: $0) } ?? ""
        )
    }
}
