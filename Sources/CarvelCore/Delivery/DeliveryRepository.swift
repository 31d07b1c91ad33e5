public import GitRepository

/// The GitOps repository as commands use it: read at the head of its branch, changed by a commit that is pushed.
public struct DeliveryRepository: Sendable {
    let place: Place
    let host: Host

    /// Where the repository is worked on.
    public enum Place: Sendable {
        /// At its remote, through a clone that is gone when the work is done; changes are pushed.
        case remote(GitRemote, branch: String)
        /// In a checkout of the user's; changes are committed there, and nothing is pushed.
        case checkout(path: String)
    }

    /// Nothing is opened or cloned before it is read or changed.
    ///
    /// - Parameter host: says where clones go, and who the committer is.
    public init(_ place: Place, host: Host) {
        self.place = place
        self.host = host
    }

    /// How often a change is made anew after somebody else was faster to push.
    private static let attempts = 5

    /// The files at the head of the branch.
    public func read() async throws -> RepositoryTree {
        try await withClone { clone in try await Self.tree(of: clone) }
    }

    /// Makes a change, commits it, and pushes it if the repository is worked on at its remote.
    ///
    /// A push that comes too late is made again on top of what came first: `edit` then sees the new files.
    ///
    /// - Parameters:
    ///   - message: the commit's message.
    ///   - edit: the new text of each file that is to change, judged by the files as they are.
    /// - Throws: what `edit` throws; then nothing is changed.
    public func change(
        message: @escaping @Sendable (RepositoryEdit) -> String,
        _ edit: @escaping @Sendable (RepositoryTree) throws -> RepositoryEdit
    ) async throws -> RepositoryOutcome {
        try await withClone { clone in
            var attempt = 1
            while true {
                let tree = try await Self.tree(of: clone)
                let edit = try edit(tree).changing(tree)
                guard !edit.files.isEmpty else { return .unchanged(commit: tree.commit) }
                let changes = edit.files.sorted { $0.key < $1.key }.map { path, text in
                    GitChange.write(path: path, contents: Array(text.utf8))
                }
                let author = try await clone.configuredAuthor(environment: host.variables) ?? Self.ownAuthor
                guard let commit = try await clone.commit(changes, message: message(edit), author: author) else {
                    return .unchanged(commit: tree.commit)
                }
                let paths = edit.files.keys.sorted()
                guard case .remote = place else { return .committed(commit, paths: paths) }
                do {
                    try await clone.push()
                    return .pushed(commit, paths: paths)
                } catch GitError.nonFastForward where attempt < Self.attempts {
                    _ = try await clone.resetToRemote()
                    attempt += 1
                }
            }
        }
    }

    private func withClone<Result: Sendable>(_ body: (GitClone) async throws -> Result) async throws -> Result {
        switch place {
        case .remote(let remote, let branch):
            return try await remote.withTemporaryClone(branch: branch, in: host.temporaryDirectory, body)
        case .checkout(let path):
            return try await body(GitClone.open(path: host.absolutePath(path)))
        }
    }

    private static func tree(of clone: GitClone) async throws -> RepositoryTree {
        guard let commit = try await clone.headCommit() else {
            return try RepositoryTree(paths: [], contents: [:])
        }
        let paths = try await clone.files(at: commit).map(\.path)
        let contents = try await clone.read(paths.filter(RepositoryTree.matters), at: commit)
        return try RepositoryTree(commit: commit, paths: paths, contents: contents)
    }

    /// Who commits where git knows no user.
    private static let ownAuthor = GitAuthor(name: "kubectl-carvel", email: "kubectl-carvel@localhost")
}

/// What a command would have the repository's files be.
public struct RepositoryEdit: Sendable, Hashable {
    /// The whole new text of each file, by path.
    public var files: [String: String]
    /// What is done and where, one phrase each, for the commit's message and for the user.
    public var notes: [String]

    init(files: [String: String] = [:], notes: [String] = []) {
        self.files = files
        self.notes = notes
    }

    /// Only what differs from the files as they are.
    func changing(_ tree: RepositoryTree) -> RepositoryEdit {
        RepositoryEdit(files: files.filter { tree.files[$0.key] != $0.value }, notes: notes)
    }
}

/// What became of a change.
public enum RepositoryOutcome: Sendable, Hashable {
    /// All was as wanted already, so there is no new commit.
    case unchanged(commit: String?)
    /// Committed in the user's checkout; not pushed.
    case committed(String, paths: [String])
    /// Committed, and pushed to the remote.
    case pushed(String, paths: [String])
}
