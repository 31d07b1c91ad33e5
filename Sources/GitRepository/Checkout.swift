import CGit2

/// The working folder and the index of a local repository.
struct Checkout {
    let repository: OpaquePointer
    let path: String

    /// Makes sure that a commit of these paths loses nothing.
    ///
    /// - Throws: `uncommittedChanges`, `operationInProgress`, `branchSwitched`, `detachedHead`.
    func requireReady(for changes: [GitChange], branch: String) throws(GitError) {
        guard git_repository_state(repository) == GIT_REPOSITORY_STATE_NONE.rawValue else {
            throw GitError.operationInProgress(path: path)
        }
        guard try BranchReference.checkedOut(in: repository, path: path) == branch else {
            throw GitError.branchSwitched(path: path, branch: branch)
        }
        let deleted = Set(
            changes.compactMap { change -> String? in
                if case .delete(let path) = change { path } else { nil }
            }
        )
        var changed: [String] = []
        for change in changes {
            if isBlocked(change, deleted: deleted) {
                changed.append(change.path)
            } else if try isChanged(change.path) {
                changed.append(change.path)
            }
        }
        guard changed.isEmpty else {
            throw GitError.uncommittedChanges(paths: changed)
        }
    }

    /// Brings the paths, and nothing else, from the old tree to the new one, in the index too.
    ///
    /// - Throws: `uncommittedChanges` when a file changed in this very moment.
    func update(_ paths: [String], from old: OpaquePointer, to new: OpaquePointer) throws(GitError) {
        let operation = "update the files in \(path)"
        var options = git_checkout_options()
        try LibGit2.check(git_checkout_options_init(&options, UInt32(GIT_CHECKOUT_OPTIONS_VERSION)), operation)
        // Safe: stops before the first change when a file differs from the old tree.
        options.checkout_strategy = GIT_CHECKOUT_SAFE.rawValue | GIT_CHECKOUT_DISABLE_PATHSPEC_MATCH.rawValue
        options.baseline = old
        let code = withStringList(paths) { list in
            options.paths = list
            return git_checkout_tree(repository, new, &options)
        }
        guard code != GIT_ECONFLICT.rawValue else {
            throw GitError.uncommittedChanges(paths: paths)
        }
        try LibGit2.check(code, operation)
    }

    /// Whether a file stands on disk where the change needs a folder, and is not deleted by the same commit.
    private func isBlocked(_ change: GitChange, deleted: Set<String>) -> Bool {
        guard case .write(let file, _) = change else { return false }
        return foldersAbove(file).contains { folder in
            FileKind(of: "\(path)/\(folder)") == .file && !deleted.contains(folder)
        }
    }

    /// Whether a file differs from the last commit, in the index or on disk, or is there without being committed.
    private func isChanged(_ path: String) throws(GitError) -> Bool {
        var status: UInt32 = 0
        let code = git_status_file(&status, repository, path)
        // Not found: neither committed nor there. Ambiguous: a folder, which the tree builder refuses where it matters.
        guard code != GIT_ENOTFOUND.rawValue, code != GIT_EAMBIGUOUS.rawValue else { return false }
        try LibGit2.check(code, "look for changes of \(path)")
        return status != GIT_STATUS_CURRENT.rawValue
    }
}
