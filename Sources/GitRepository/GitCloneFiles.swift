import CGit2

extension GitClone {
    /// Lists the committed files, also in a checkout: what is not committed is not seen.
    ///
    /// - Parameters:
    ///   - folder: only files below this folder, or the one file of this path; nil for all.
    ///   - commit: 40 hex digits; nil for the head of the branch.
    /// - Returns: the files sorted by path, byte by byte; empty when there is no such folder, or no commit yet.
    /// - Throws: `commitNotFound`.
    public func files(under folder: String? = nil, at commit: String? = nil) async throws(GitError) -> [GitFile] {
        try await reading("list the files of \(path)", at: commit) { reader throws(GitError) in
            try reader.files(under: folder)
        } ?? []
    }

    /// Reads one committed file; of a symbolic link, the path that it points to.
    ///
    /// - Parameters:
    ///   - file: the path from the top of the repository.
    ///   - commit: 40 hex digits; nil for the head of the branch.
    /// - Returns: the contents, or nil when there is no file of that path.
    /// - Throws: `commitNotFound`.
    public func read(_ file: String, at commit: String? = nil) async throws(GitError) -> [UInt8]? {
        try await reading("read \(file)", at: commit) { reader throws(GitError) in
            try reader.contents(of: file)
        } ?? nil
    }

    /// Reads many committed files at once, which is much faster than one by one.
    ///
    /// - Parameters:
    ///   - files: the paths from the top of the repository.
    ///   - commit: 40 hex digits; nil for the head of the branch.
    /// - Returns: the contents by path; paths without a file are left out.
    /// - Throws: `commitNotFound`.
    public func read(_ files: [String], at commit: String? = nil) async throws(GitError) -> [String: [UInt8]] {
        try await reading("read files of \(path)", at: commit) { reader throws(GitError) in
            var contents: [String: [UInt8]] = [:]
            for file in files {
                contents[file] = try reader.contents(of: file)
            }
            return contents
        } ?? [:]
    }

    /// Lists all committed files, and reads those that are wanted: each content once, however many files have it.
    ///
    /// - Parameters:
    ///   - commit: 40 hex digits; nil for the head of the branch.
    ///   - isWanted: whether to read a file, by its path from the top of the repository.
    /// - Returns: no files while there is no commit.
    /// - Throws: `commitNotFound`.
    public func snapshot(
        at commit: String? = nil,
        reading isWanted: @escaping @Sendable (String) -> Bool
    ) async throws(GitError) -> GitSnapshot {
        try await reading("read files of \(path)", at: commit) { reader throws(GitError) in
            try reader.snapshot(reading: isWanted)
        } ?? GitSnapshot()
    }

    /// Nil while the branch has no commit.
    private func reading<Result: Sendable>(
        _ operation: String,
        at commit: String?,
        _ work: @escaping @Sendable (borrowing TreeReader) throws(GitError) -> Result
    ) async throws(GitError) -> Result? {
        let branch = branch
        return try await onThread(operation) { repository throws(GitError) in
            if let commit {
                guard let id = git_oid(hex: commit) else {
                    throw GitError.commitNotFound(id: printable(commit))
                }
                return try work(TreeReader(id, in: repository))
            }
            guard let head = try BranchReference(branch, in: repository).target() else { return nil }
            return try work(TreeReader(head, in: repository))
        }
    }
}
