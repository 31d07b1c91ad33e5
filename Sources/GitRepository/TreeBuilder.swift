import CGit2

/// Makes the tree of a new commit out of an older tree and changes, in memory and in git's objects alone.
///
/// Holds a libgit2 index, so it stays on the thread that made it.
final class TreeBuilder {
    private let index: OpaquePointer
    private let repository: OpaquePointer

    /// - Parameter base: the tree to start from, or nil to start from nothing.
    init(base: OpaquePointer?, repository: OpaquePointer) throws(GitError) {
        var opened: OpaquePointer?
        try LibGit2.check(git_index_new(&opened), "prepare a commit")
        index = try LibGit2.require(opened, "prepare a commit")
        self.repository = repository
        if let base {
            try LibGit2.check(git_index_read_tree(index, base), "read the files of the last commit")
        }
    }

    deinit {
        git_index_free(index)
    }

    /// Makes one change; a later one of the same path wins.
    ///
    /// - Throws: `invalidPath`.
    func apply(_ change: GitChange) throws(GitError) {
        try Self.validate(change.path)
        switch change {
        case .write(let path, let contents):
            try write(contents, to: path)
        case .delete(let path):
            let code = git_index_remove(index, path, 0)
            guard code != GIT_ENOTFOUND.rawValue else { return }
            try LibGit2.check(code, "remove \(path)")
        }
    }

    /// Stores the tree. Folders without files are not part of it, as always in git.
    func store() throws(GitError) -> git_oid {
        var id = git_oid()
        try LibGit2.check(git_index_write_tree_to(&id, index, repository), "store the files of the commit")
        return id
    }

    private func write(_ contents: [UInt8], to path: String) throws(GitError) {
        let existing = git_index_get_bypath(index, path, 0)
        var entry = git_index_entry()
        entry.mode = existing?.pointee.mode ?? UInt32(GIT_FILEMODE_BLOB.rawValue)
        let isPlainFile =
            entry.mode == UInt32(GIT_FILEMODE_BLOB.rawValue)
            || entry.mode == UInt32(GIT_FILEMODE_BLOB_EXECUTABLE.rawValue)
        guard isPlainFile else {
            throw GitError.invalidPath(path: path, reason: "it is a symbolic link or a submodule")
        }
        try refuseCollision(path)
        try LibGit2.check(
            git_blob_create_from_buffer(&entry.id, repository, contents, contents.count),
            "store the contents of \(path)"
        )
        let code = path.withCString { name in
            entry.path = name
            return git_index_add(index, &entry)
        }
        guard code == 0 else {
            throw GitError.invalidPath(path: path, reason: LibGit2Failure(code: code).message)
        }
    }

    /// The index would drop a file that stands where a folder is needed, and keep a folder beside a file of its name.
    private func refuseCollision(_ path: String) throws(GitError) {
        for folder in foldersAbove(path) where git_index_get_bypath(index, folder, 0) != nil {
            throw GitError.invalidPath(path: path, reason: "\(folder) is a file")
        }
        guard git_index_find_prefix(nil, index, "\(path)/") != 0 else {
            throw GitError.invalidPath(path: path, reason: "it is a folder with files in it")
        }
    }

    private static func validate(_ path: String) throws(GitError) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        for part in parts {
            guard !part.isEmpty, part != ".", part != "..", part.lowercased() != ".git" else {
                throw GitError.invalidPath(
                    path: printable(path),
                    reason: "git stores no path with an empty part, \".\", \"..\" or \".git\" in it"
                )
            }
        }
        guard !path.utf8.contains(0) else {
            throw GitError.invalidPath(path: printable(path), reason: "there is a NUL character in it")
        }
    }
}
