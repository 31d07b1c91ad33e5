import CGit2

extension GitClone {
    /// Commits changes on top of the branch.
    ///
    /// In a temporary clone only git's objects change. In a checkout the changed files appear in the working folder and
    /// the index as well; all other files, staged or not, stay as they are. Hooks are not run, and the commit is not
    /// signed. A call that has begun is not stopped by cancellation, so that its result is known.
    ///
    /// - Parameters:
    ///   - changes: what to write and delete. For a path that is named twice the last change counts.
    ///   - message: the message, with the subject in the first line.
    ///   - author: who is author and committer.
    /// - Returns: the id of the new commit, 40 hex digits, or nil when the changes change nothing; then there is no
    ///   new commit.
    /// - Throws: `invalidPath`, `invalidAuthor`, `branchMoved`; for a checkout `uncommittedChanges`,
    ///   `operationInProgress`, and `branchSwitched` or `detachedHead` when it is no longer on the branch. After an
    ///   error the branch is as it was.
    public func commit(
        _ changes: [GitChange],
        message: String,
        author: GitAuthor
    ) async throws(GitError) -> String? {
        let (branch, path) = (branch, path)
        return try await onThread("commit to \(path)", limits: WaitingLimits(endsOnCancellation: false)) {
            repository throws(GitError) in
            let work = CommitWork(repository: repository, path: path, branch: branch)
            return try work.commit(changes, message: message, author: author)?.hex
        }
    }
}

/// The steps of one commit, on one thread.
private struct CommitWork {
    let repository: OpaquePointer
    let path: String
    let branch: String

    func commit(_ changes: [GitChange], message: String, author: GitAuthor) throws(GitError) -> git_oid? {
        let reference = BranchReference(branch, in: repository)
        let head = try reference.target()

        let oldTree = try tree(of: head)
        defer { git_tree_free(oldTree) }
        let builder = try TreeBuilder(base: oldTree, repository: repository)
        for change in changes {
            try builder.apply(change)
        }
        var id = try builder.store()
        let checkout = git_repository_is_bare(repository) == 0 ? Checkout(repository: repository, path: path) : nil
        try checkout?.requireReady(for: changes, branch: branch)
        if git_oid_equal(&id, git_tree_id(oldTree)) == 1 { return nil }

        var newTree: OpaquePointer?
        try LibGit2.check(git_tree_lookup(&newTree, repository, &id), "read the files of the new commit")
        defer { git_tree_free(newTree) }
        let new = try LibGit2.require(newTree, "read the files of the new commit")
        let commit = try store(new, parent: head, message: message, author: author)
        let subject = message.split(separator: "\n").first.map(String.init) ?? ""
        try reference.move(from: head, to: commit, message: "commit: \(subject)")
        do throws(GitError) {
            try checkout?.update(changes.map(\.path), from: oldTree, to: new)
        } catch {
            try undo(reference, from: commit, to: head)
            throw error
        }
        return commit
    }

    /// The tree of a commit; the empty tree where there is none yet.
    private func tree(of commit: git_oid?) throws(GitError) -> OpaquePointer {
        if let commit {
            return try TreeReader.tree(of: commit, in: repository)
        }
        var id = try TreeBuilder(base: nil, repository: repository).store()
        var tree: OpaquePointer?
        try LibGit2.check(git_tree_lookup(&tree, repository, &id), "make an empty tree")
        return try LibGit2.require(tree, "make an empty tree")
    }

    /// Stores the commit object; no branch has it yet.
    private func store(
        _ tree: OpaquePointer,
        parent: git_oid?,
        message: String,
        author: GitAuthor
    ) throws(GitError) -> git_oid {
        var opened: OpaquePointer?
        if var parent {
            try LibGit2.check(git_commit_lookup(&opened, repository, &parent), "read commit \(parent.hex)")
        }
        defer { git_commit_free(opened) }
        var parents = [opened]
        var id = git_oid()
        let text = message.hasSuffix("\n") ? message : message + "\n"
        let (repository, count) = (repository, opened == nil ? 0 : 1)
        try author.withSignature { signature throws(GitError) in
            let code = git_commit_create(
                &id,
                repository,
                nil,
                signature,
                signature,
                "UTF-8",
                text,
                tree,
                count,
                &parents
            )
            try LibGit2.check(code, "store the commit")
        }
        return id
    }

    private func undo(_ reference: BranchReference, from commit: git_oid, to head: git_oid?) throws(GitError) {
        if let head {
            try reference.move(from: commit, to: head, message: "reset: the checkout failed")
        } else {
            try reference.delete()
        }
    }
}
