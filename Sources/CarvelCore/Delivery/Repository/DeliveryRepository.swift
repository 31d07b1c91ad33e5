public import GitRepository

/// The GitOps repository as commands use it: read at the head of its branch, changed by a commit that is pushed.
public struct DeliveryRepository: Sendable {
    let place: Place
    let host: Host
    let signsOff: Bool
    /// The delivery's folder, by its path from the root.
    let root: String

    /// Where the repository is worked on.
    public enum Place: Sendable {
        /// At its remote, through a clone that is gone when the work is done; changes are pushed.
        case remote(GitRemote, branch: String)
        /// At its remote, on a branch for a pull request: on top of it if it is there, or else of the branch that is
        /// delivered. Changes are pushed to it.
        case review(GitRemote, branch: String, review: String)
        /// In a checkout of the user's; changes are committed there, and nothing is pushed.
        case checkout(path: String)
    }

    /// Nothing is opened or cloned before it is read or changed.
    ///
    /// - Parameters:
    ///   - host: says where clones go, and who the committer is.
    ///   - signsOff: whether commits end with the committer's `Signed-off-by`.
    ///   - root: the delivery's folder, by its path from the repository's root; empty for that itself.
    public init(_ place: Place, host: Host, signsOff: Bool = false, root: String = "") {
        self.place = place
        self.host = host
        self.signsOff = signsOff
        self.root = root
    }

    /// The files at the head of the branch.
    public func read() async throws -> RepositoryTree {
        try await withClone { clone in try await tree(of: clone) }
    }

    /// What a change would be; nothing is touched.
    ///
    /// - Throws: what `edit` throws.
    public func preview(
        _ edit: @escaping @Sendable (RepositoryTree) async throws -> RepositoryEdit
    ) async throws -> RepositoryPreview {
        let tree = try await read()
        let edit = try await Self.made(by: edit, of: tree)
        return RepositoryPreview(edit: edit, diff: edit.diff(from: tree))
    }

    /// Makes a change, commits it, and pushes it if the repository is worked on at its remote.
    ///
    /// A push that comes too late is made again on top of what came first: `edit` then sees the new files.
    ///
    /// - Parameter edit: the new text of each file that is to change, judged by the files as they are.
    /// - Throws: what `edit` throws; then nothing is changed.
    public func change(
        _ edit: @escaping @Sendable (RepositoryTree) async throws -> RepositoryEdit
    ) async throws -> RepositoryOutcome {
        try await withClone { clone in
            var race = PushRace()
            while true {
                let tree = try await tree(of: clone)
                if case .review = place, tree.commit == nil {
                    throw DeliveryError(
                        "the repository has no commit yet, so there is nothing to make a pull request to",
                        hint: "leave out --branch-for-review for the first one"
                    )
                }
                let edit = try await Self.made(by: edit, of: tree)
                guard let commit = try await commit(edit, in: clone) else {
                    return RepositoryOutcome(fate: .unchanged, commit: tree.commit, edit: edit)
                }
                do {
                    return RepositoryOutcome(fate: try await publish(clone), commit: commit, edit: edit)
                } catch let error as GitError {
                    guard replays(clone), let pause = race.pause(after: error) else { throw error }
                    try await host.clock.sleep(for: pause)
                    let head = try await clone.resetToRemote()
                    // The branch has stood still, so it was not the race that was lost.
                    if case .pushRejected = error, head == tree.commit { throw error }
                }
            }
        }
    }

    /// What really changes, with a warning for each secret that goes into the repository in plain text.
    private static func made(
        by edit: (RepositoryTree) async throws -> RepositoryEdit,
        of tree: RepositoryTree
    ) async throws -> RepositoryEdit {
        var edit = try await edit(tree).changing(tree)
        for warning in await PlainSecrets.warnings(in: tree.replacing(edit.files), of: Array(edit.files.keys)) {
            edit.advise(warning)
        }
        return edit
    }

    /// Commits in the clone; `nil` where nothing is to change.
    private func commit(_ edit: RepositoryEdit, in clone: GitClone) async throws -> String? {
        guard !edit.paths.isEmpty else { return nil }
        let changes = edit.paths.map { path in
            edit.files[path].map { GitChange.write(path: path, contents: Array($0.utf8)) } ?? .delete(path: path)
        }
        let author = try await clone.configuredAuthor(environment: host.variables) ?? Self.ownAuthor
        let signature = signsOff ? "\n\nSigned-off-by: \(author.name) <\(author.email)>" : ""
        return try await clone.commit(changes, message: edit.commitMessage + signature, author: author)
    }

    private func publish(_ clone: GitClone) async throws -> RepositoryOutcome.Fate {
        switch place {
        case .checkout: return .committed
        case .remote:
            try await clone.push()
            return .pushed
        case .review(let remote, let branch, let review):
            try await clone.push(to: review)
            return .pushedForReview(PullRequest(url: remote.url, branch: review, target: branch))
        }
    }

    /// Whether a change can be made anew in the same clone: not where the branch that it goes to is another one.
    private func replays(_ clone: GitClone) -> Bool {
        if case .review(_, _, let review) = place { clone.branch == review } else { true }
    }

    func withClone<Result: Sendable>(_ body: (GitClone) async throws -> Result) async throws -> Result {
        let cache = try GitCache.of(host)
        switch place {
        case .remote(let remote, let branch):
            return try await loggedIn(to: remote) { remote in
                try await remote.withTemporaryClone(branch: branch, in: host.temporaryDirectory, cache: cache, body)
            }
        case .review(let remote, let branch, let review):
            return try await loggedIn(to: remote) { remote in
                do {
                    return try await remote.withTemporaryClone(
                        branch: review,
                        in: host.temporaryDirectory,
                        cache: cache,
                        body
                    )
                } catch GitError.branchNotFound(let missing, _) where missing == review {
                    return try await remote.withTemporaryClone(
                        branch: branch,
                        in: host.temporaryDirectory,
                        cache: cache,
                        body
                    )
                }
            }
        case .checkout(let path):
            return try await body(GitClone.open(path: host.absolutePath(path)))
        }
    }

    func tree(of clone: GitClone) async throws -> RepositoryTree {
        guard let commit = try await clone.headCommit() else {
            return try RepositoryTree(paths: [], contents: [:], root: root)
        }
        return try await tree(of: clone, at: commit)
    }

    func tree(of clone: GitClone, at commit: String) async throws -> RepositoryTree {
        let snapshot = try await clone.snapshot(at: commit, reading: RepositoryTree.matters)
        return try RepositoryTree(commit: commit, snapshot, root: root)
    }

    /// Who commits where git knows no user.
    private static let ownAuthor = GitAuthor(name: "kubectl-carvel", email: "kubectl-carvel@localhost")
}
