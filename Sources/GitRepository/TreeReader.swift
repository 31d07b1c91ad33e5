import CGit2

/// Reads the files of one commit straight from git's objects.
///
/// Holds a libgit2 tree, so it stays on the thread that made it.
struct TreeReader: ~Copyable {
    private let repository: OpaquePointer
    private let tree: OpaquePointer

    /// Looks a commit up.
    ///
    /// - Throws: `commitNotFound`.
    init(_ commit: git_oid, in repository: OpaquePointer) throws(GitError) {
        self.tree = try Self.tree(of: commit, in: repository)
        self.repository = repository
    }

    deinit {
        git_tree_free(tree)
    }

    /// The tree of a commit; the caller frees it.
    static func tree(of commit: git_oid, in repository: OpaquePointer) throws(GitError) -> OpaquePointer {
        var id = commit
        var opened: OpaquePointer?
        let code = git_commit_lookup(&opened, repository, &id)
        guard code != GIT_ENOTFOUND.rawValue else {
            throw GitError.commitNotFound(id: commit.hex)
        }
        try LibGit2.check(code, "read commit \(commit.hex)")
        defer { git_commit_free(opened) }
        var tree: OpaquePointer?
        try LibGit2.check(git_commit_tree(&tree, opened), "read the files of commit \(commit.hex)")
        return try LibGit2.require(tree, "read the files of commit \(commit.hex)")
    }

    /// All files below a folder, or the one file of that path; sorted by path, byte by byte.
    func files(under folder: String?) throws(GitError) -> [GitFile] {
        var database: OpaquePointer?
        try LibGit2.check(git_repository_odb(&database, repository), "open the objects of the repository")
        defer { git_odb_free(database) }
        var files: [GitFile] = []
        let path = folder.map { Self.withoutSlashes($0) } ?? ""
        if path.isEmpty {
            try collect(tree, below: "", database, into: &files)
        } else {
            try withEntry(path) { entry throws(GitError) in
                try collect(entry, path: path, database, into: &files)
            }
        }
        return files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// All files, with the contents of those that are wanted.
    func snapshot(reading isWanted: @escaping (String) -> Bool) throws(GitError) -> GitSnapshot {
        var reader = SnapshotReader(repository, reading: isWanted)
        return try reader.snapshot(of: tree)
    }

    /// The contents of one file, or nil when there is no file of that path.
    func contents(of path: String) throws(GitError) -> [UInt8]? {
        try withEntry(path) { entry throws(GitError) in
            guard git_tree_entry_type(entry) == GIT_OBJECT_BLOB else { return nil }
            let id = try LibGit2.require(git_tree_entry_id(entry), "read \(path)")
            return try SnapshotReader.bytes(of: id.pointee, in: repository, at: path)
        } ?? nil
    }

    /// The id of a file or folder with its mode, which changes with whatever is below it; nil when it does not exist.
    func id(of path: String) throws(GitError) -> String? {
        try withEntry(Self.withoutSlashes(path)) { entry throws(GitError) in
            let id = try LibGit2.require(git_tree_entry_id(entry), "look up \(path)")
            return "\(git_tree_entry_filemode(entry).rawValue) \(id.pointee.hex)"
        }
    }

    /// Nil when there is nothing at the path.
    private func withEntry<Result>(
        _ path: String,
        _ body: (OpaquePointer) throws(GitError) -> Result
    ) throws(GitError) -> Result? {
        guard !path.isEmpty, !path.utf8.contains(0) else { return nil }
        var entry: OpaquePointer?
        let code = git_tree_entry_bypath(&entry, tree, path)
        guard code != GIT_ENOTFOUND.rawValue else { return nil }
        try LibGit2.check(code, "look up \(path)")
        defer { git_tree_entry_free(entry) }
        return try body(try LibGit2.require(entry, "look up \(path)"))
    }

    private func collect(
        _ tree: OpaquePointer,
        below folder: String,
        _ database: OpaquePointer?,
        into files: inout [GitFile]
    ) throws(GitError) {
        for index in 0..<git_tree_entrycount(tree) {
            guard let entry = git_tree_entry_byindex(tree, index), let name = git_tree_entry_name(entry) else {
                continue
            }
            let path = folder.isEmpty ? String(cString: name) : "\(folder)/\(String(cString: name))"
            try collect(entry, path: path, database, into: &files)
        }
    }

    private func collect(
        _ entry: OpaquePointer,
        path: String,
        _ database: OpaquePointer?,
        into files: inout [GitFile]
    ) throws(GitError) {
        let id = try LibGit2.require(git_tree_entry_id(entry), "read \(path)")
        switch git_tree_entry_filemode(entry) {
        case GIT_FILEMODE_TREE:
            var opened: OpaquePointer?
            try LibGit2.check(git_tree_lookup(&opened, repository, id), "read folder \(path)")
            defer { git_tree_free(opened) }
            try collect(try LibGit2.require(opened, "read folder \(path)"), below: path, database, into: &files)
        case GIT_FILEMODE_COMMIT:
            files.append(GitFile(path: path, mode: .submodule, size: 0, id: id.pointee.hex))
        case GIT_FILEMODE_LINK:
            let size = try Self.size(of: id, path, in: database)
            files.append(GitFile(path: path, mode: .symbolicLink, size: size, id: id.pointee.hex))
        case GIT_FILEMODE_BLOB_EXECUTABLE:
            let size = try Self.size(of: id, path, in: database)
            files.append(GitFile(path: path, mode: .executable, size: size, id: id.pointee.hex))
        default:
            let size = try Self.size(of: id, path, in: database)
            files.append(GitFile(path: path, mode: .regular, size: size, id: id.pointee.hex))
        }
    }

    /// Read from the object's header, without its contents.
    private static func size(
        of id: UnsafePointer<git_oid>,
        _ path: String,
        in database: OpaquePointer?
    ) throws(GitError) -> Int {
        var size = 0
        var type = GIT_OBJECT_ANY
        try LibGit2.check(git_odb_read_header(&size, &type, database, id), "read the size of \(path)")
        return size
    }

    private static func withoutSlashes(_ path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: true).joined(separator: "/")
    }
}
