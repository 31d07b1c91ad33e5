import CGit2

extension GitClone {
    /// The commits of the branch that changed files of a folder, newest first, with what they changed.
    ///
    /// The branch is followed to the first parent of each commit, which is what it was before: commits that a merge
    /// brought in count as changes of the merge. Trees are compared and no contents are read, so thousands of commits
    /// take well under a second.
    ///
    /// - Parameter folder: a path from the top of the repository.
    /// - Returns: empty while the branch has no commit. In a shallow clone the oldest commit there counts as the first.
    public func revisions(of folder: String) async throws(GitError) -> [GitRevision] {
        let branch = branch
        return try await onThread("read the history of \(path)") { repository throws(GitError) in
            guard let head = try BranchReference(branch, in: repository).target() else { return [] }
            return try RevisionReader(repository: repository, folder: folder).revisions(from: head)
        }
    }

    /// Contents by their ids.
    ///
    /// - Parameter blobs: ids as `revisions` gives them, 40 hex digits each.
    /// - Throws: `operationFailed` for an id that the repository does not have.
    public func contents(of blobs: some Collection<String> & Sendable) async throws(GitError) -> [String: [UInt8]] {
        try await onThread("read the history of \(path)") { repository throws(GitError) in
            var contents: [String: [UInt8]] = [:]
            for hex in blobs where contents[hex] == nil {
                let operation = "read the contents \(printable(hex))"
                guard var id = git_oid(hex: hex) else {
                    throw GitError.operationFailed(operation: operation, reason: "this is no id")
                }
                var blob: OpaquePointer?
                try LibGit2.check(git_blob_lookup(&blob, repository, &id), operation)
                defer { git_blob_free(blob) }
                let bytes = UnsafeRawBufferPointer(start: git_blob_rawcontent(blob), count: Int(git_blob_rawsize(blob)))
                contents[hex] = Array(bytes)
            }
            return contents
        }
    }
}

/// Walks along a branch and compares one folder, on one thread.
private struct RevisionReader {
    let repository: OpaquePointer
    let folder: String

    func revisions(from head: git_oid) throws(GitError) -> [GitRevision] {
        var revisions: [GitRevision] = []
        var current = try commit(head)
        while let commit = current {
            defer { git_commit_free(commit) }
            current = try parent(of: commit)
            let new = try treeID(in: commit)
            let old = try treeID(in: current)
            guard new?.hex != old?.hex else { continue }
            revisions.append(GitRevision(commit: GitCommit(commit), changes: try changes(from: old, to: new)))
        }
        return revisions
    }

    private func parent(of commit: OpaquePointer) throws(GitError) -> OpaquePointer? {
        guard let id = git_commit_parent_id(commit, 0) else { return nil }
        return try self.commit(id.pointee)
    }

    /// Nil for a commit that a shallow clone does not have; in any other it must be there.
    private func commit(_ id: git_oid) throws(GitError) -> OpaquePointer? {
        var id = id
        var opened: OpaquePointer?
        let code = git_commit_lookup(&opened, repository, &id)
        if code == GIT_ENOTFOUND.rawValue, git_repository_is_shallow(repository) == 1 { return nil }
        try LibGit2.check(code, "read commit \(id.hex)")
        return opened
    }

    /// The id of the folder's tree; nil where the commit has no such folder.
    private func treeID(in commit: OpaquePointer?) throws(GitError) -> git_oid? {
        guard let commit else { return nil }
        var root: OpaquePointer?
        try LibGit2.check(git_commit_tree(&root, commit), "read the files of a commit")
        defer { git_tree_free(root) }
        var entry: OpaquePointer?
        let code = git_tree_entry_bypath(&entry, root, folder)
        guard code != GIT_ENOTFOUND.rawValue else { return nil }
        try LibGit2.check(code, "look up \(folder)")
        defer { git_tree_entry_free(entry) }
        guard git_tree_entry_type(entry) == GIT_OBJECT_TREE else { return nil }
        return git_tree_entry_id(entry)?.pointee
    }

    private func changes(from old: git_oid?, to new: git_oid?) throws(GitError) -> [GitFileChange] {
        let operation = "compare \(folder) in two commits"
        let oldTree = try tree(old)
        defer { git_tree_free(oldTree) }
        let newTree = try tree(new)
        defer { git_tree_free(newTree) }
        var diff: OpaquePointer?
        try LibGit2.check(git_diff_tree_to_tree(&diff, repository, oldTree, newTree, nil), operation)
        defer { git_diff_free(diff) }
        return (0..<git_diff_num_deltas(diff)).compactMap { index in
            guard let delta = git_diff_get_delta(diff, index)?.pointee, let name = delta.new_file.path else {
                return nil
            }
            return GitFileChange(
                path: "\(folder)/\(String(cString: name))",
                blob: delta.status == GIT_DELTA_DELETED ? nil : delta.new_file.id.hex
            )
        }
    }

    private func tree(_ id: git_oid?) throws(GitError) -> OpaquePointer? {
        guard var id else { return nil }
        var opened: OpaquePointer?
        try LibGit2.check(git_tree_lookup(&opened, repository, &id), "read \(folder)")
        return opened
    }
}
