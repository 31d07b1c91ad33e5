import CGit2

/// A checkout to look at, whatever it is at: a branch, or, as in pipelines, a commit without one.
///
/// All calls may be made from any task; those on the same checkout wait for each other.
public struct WorkingCopy: Sendable {
    /// The topmost folder; of a bare repository, the repository itself.
    public let path: String

    private let isBare: Bool
    private let repository: RepositoryHandle

    /// Opens the repository that a folder belongs to.
    ///
    /// - Parameter path: the top of a checkout or any folder below it, or a bare repository.
    /// - Throws: `notARepository`, `foreignOwner`.
    public static func open(path: String) async throws(GitError) -> WorkingCopy {
        let operation = "open the git repository \(path)"
        return try await runBlocking(operation) { _ throws(GitError) in
            let repository = try RepositoryHandle.open(path, searchingUpward: true)
            let (top, isBare) = try repository.use { pointer throws(GitError) in
                let folder = git_repository_workdir(pointer) ?? git_repository_path(pointer)
                let top = String(cString: try LibGit2.require(folder, operation))
                return (
                    top.count > 1 && top.hasSuffix("/") ? String(top.dropLast()) : top,
                    git_repository_is_bare(pointer) == 1
                )
            }
            return WorkingCopy(path: top, isBare: isBare, repository: repository)
        }
    }

    /// The files on the disk that are committed, or would be by `git add`: those that git ignores are left out.
    ///
    /// - Returns: paths from the top, sorted byte by byte.
    public func files() async throws(GitError) -> [String] {
        let operation = "list the files of \(path)"
        guard !isBare else {
            throw GitError.operationFailed(operation: operation, reason: "it is bare, and has files in commits alone")
        }
        return try await onThread(operation) { pointer throws(GitError) in
            var options = git_status_options()
            try LibGit2.check(git_status_options_init(&options, UInt32(GIT_STATUS_OPTIONS_VERSION)), operation)
            options.show = GIT_STATUS_SHOW_WORKDIR_ONLY
            options.flags =
                GIT_STATUS_OPT_INCLUDE_UNTRACKED.rawValue | GIT_STATUS_OPT_RECURSE_UNTRACKED_DIRS.rawValue
                | GIT_STATUS_OPT_INCLUDE_UNMODIFIED.rawValue | GIT_STATUS_OPT_EXCLUDE_SUBMODULES.rawValue
            var list: OpaquePointer?
            try LibGit2.check(git_status_list_new(&list, pointer, &options), operation)
            defer { git_status_list_free(list) }
            var files: Set<String> = []
            for index in 0..<git_status_list_entrycount(list) {
                guard let entry = git_status_byindex(list, index)?.pointee,
                    entry.status.rawValue & GIT_STATUS_WT_DELETED.rawValue == 0,
                    let delta = entry.index_to_workdir?.pointee, let name = delta.new_file.path
                else { continue }
                let file = String(cString: name)
                if !file.hasSuffix("/") { files.insert(file) }
            }
            return files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
    }

    /// The commit that a revision names, as `git rev-parse` takes it: `HEAD~1`, a branch, a tag, the beginning of an id.
    ///
    /// - Returns: 40 hex digits.
    /// - Throws: `commitNotFound`.
    public func commit(named revision: String) async throws(GitError) -> String {
        try await onThread("look up \(printable(revision))") { pointer throws(GitError) in
            var object: OpaquePointer?
            guard !revision.utf8.contains(0), git_revparse_single(&object, pointer, revision) == 0 else {
                throw GitError.commitNotFound(id: printable(revision))
            }
            defer { git_object_free(object) }
            var commit: OpaquePointer?
            guard git_object_peel(&commit, object, GIT_OBJECT_COMMIT) == 0 else {
                throw GitError.commitNotFound(id: printable(revision))
            }
            defer { git_object_free(commit) }
            let id = try LibGit2.require(git_object_id(commit), "look up \(printable(revision))")
            return id.pointee.hex
        }
    }

    /// The committed files at a commit, sorted by path, byte by byte.
    ///
    /// - Parameter commit: 40 hex digits.
    /// - Throws: `commitNotFound`.
    public func files(at commit: String) async throws(GitError) -> [GitFile] {
        try await reading("list the files of \(path)", at: commit) { reader throws(GitError) in
            try reader.files(under: nil)
        }
    }

    /// Reads committed files.
    ///
    /// - Parameters:
    ///   - files: the paths from the top.
    ///   - commit: 40 hex digits.
    /// - Returns: the contents by path; paths without a file are left out.
    /// - Throws: `commitNotFound`.
    public func read(_ files: [String], at commit: String) async throws(GitError) -> [String: [UInt8]] {
        try await reading("read files of \(path)", at: commit) { reader throws(GitError) in
            var contents: [String: [UInt8]] = [:]
            for file in files { contents[file] = try reader.contents(of: file) }
            return contents
        }
    }

    private func reading<Result: Sendable>(
        _ operation: String,
        at commit: String,
        _ work: @escaping @Sendable (borrowing TreeReader) throws(GitError) -> Result
    ) async throws(GitError) -> Result {
        try await onThread(operation) { pointer throws(GitError) in
            guard let id = git_oid(hex: commit) else { throw GitError.commitNotFound(id: printable(commit)) }
            return try work(TreeReader(id, in: pointer))
        }
    }

    private func onThread<Result: Sendable>(
        _ operation: String,
        _ work: @escaping @Sendable (OpaquePointer) throws(GitError) -> Result
    ) async throws(GitError) -> Result {
        let repository = repository
        return try await runBlocking(operation) { _ throws(GitError) in try repository.use(work) }
    }
}
