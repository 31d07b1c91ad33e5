import CGit2

/// One branch of an opened repository.
struct BranchReference {
    private let name: String
    private let branch: String
    private let repository: OpaquePointer

    init(_ branch: String, in repository: OpaquePointer) {
        self.branch = branch
        self.name = BranchName.prefix + branch
        self.repository = repository
    }

    /// The branch that HEAD names, which may have no commit yet.
    static func checkedOut(in repository: OpaquePointer, path: String) throws(GitError) -> String {
        var opened: OpaquePointer?
        try LibGit2.check(git_reference_lookup(&opened, repository, "HEAD"), "read HEAD of \(path)")
        defer { git_reference_free(opened) }
        guard let target = git_reference_symbolic_target(opened) else {
            throw GitError.detachedHead(path: path)
        }
        let name = String(cString: target)
        guard name.hasPrefix(BranchName.prefix) else {
            throw GitError.detachedHead(path: path)
        }
        return String(name.dropFirst(BranchName.prefix.count))
    }

    /// The commit at the head, or nil while the branch has none.
    func target() throws(GitError) -> git_oid? {
        var id = git_oid()
        let code = git_reference_name_to_id(&id, repository, name)
        guard code != GIT_ENOTFOUND.rawValue else { return nil }
        try LibGit2.check(code, "read branch \(branch)")
        return id
    }

    /// Moves the branch, wherever it is.
    func set(to commit: git_oid) throws(GitError) {
        var id = commit
        var made: OpaquePointer?
        try LibGit2.check(git_reference_create(&made, repository, name, &id, 1, nil), "set branch \(branch)")
        git_reference_free(made)
    }

    /// Moves the branch only if it is still where it is expected to be; nil stands for a branch without commit.
    func move(from expected: git_oid?, to commit: git_oid, message: String) throws(GitError) {
        var new = commit
        var made: OpaquePointer?
        let code: Int32
        if var old = expected {
            code = git_reference_create_matching(&made, repository, name, &new, 1, &old, message)
        } else {
            code = git_reference_create(&made, repository, name, &new, 0, message)
        }
        guard code != GIT_EMODIFIED.rawValue, code != GIT_EEXISTS.rawValue, code != GIT_ENOTFOUND.rawValue else {
            throw GitError.branchMoved(branch: branch)
        }
        try LibGit2.check(code, "move branch \(branch)")
        git_reference_free(made)
    }

    /// Removes the branch if it exists.
    func delete() throws(GitError) {
        let code = git_reference_remove(repository, name)
        guard code != GIT_ENOTFOUND.rawValue else { return }
        try LibGit2.check(code, "remove branch \(branch)")
    }
}
