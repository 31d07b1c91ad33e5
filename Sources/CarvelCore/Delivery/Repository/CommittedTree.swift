import GitRepository

/// The files of a commit of a branch, and what came after it.
public struct CommittedTree: Sendable {
    /// The files at the commit.
    public var tree: RepositoryTree
    /// The commits that came after it on the branch, the newest first; empty where it is the head.
    public var laterCommits: [String]
}

extension DeliveryRepository {
    /// The files at a commit of the branch.
    ///
    /// - Parameter revision: the commit, of 4 hexadecimal digits or more, or as Flux writes it (`main@sha1:…`).
    /// - Throws: `DeliveryError` where the branch has no such commit, or several.
    public func read(at revision: String) async throws -> CommittedTree {
        try await withClone { clone in
            // A commit that a merge brought in counts as one of the branch, as for git.
            let commits = try await clone.history(limit: .max).map(\.id)
            let commit = try Self.commit(revision, among: commits, of: clone.branch)
            return CommittedTree(
                tree: try await tree(of: clone, at: commit),
                laterCommits: Array(commits.prefix { $0 != commit })
            )
        }
    }

    /// The one commit that a text is the beginning of.
    static func commit(_ revision: String, among commits: [String], of branch: String) throws(DeliveryError) -> String {
        let text = (FluxRevision(revision)?.commit ?? revision).lowercased()
        guard text.count >= 4, text.count <= 40, text.allSatisfy(\.isHexDigit) else {
            throw DeliveryError(
                "\"\(revision)\" is no commit, expected 4 to 40 hexadecimal digits",
                hint: "see git log \(branch)"
            )
        }
        let matching = commits.filter { $0.hasPrefix(text) }
        if let commit = matching.first, matching.count == 1 { return commit }
        guard matching.isEmpty else {
            let list = matching.map(FluxRevision.short).joined(separator: ", ")
            throw DeliveryError(
                "\"\(revision)\" is the beginning of several commits: \(list)",
                hint: "give more digits"
            )
        }
        throw DeliveryError(
            "branch \(branch) has no commit \(revision)",
            hint: "is it pushed? see git log origin/\(branch)"
        )
    }

    /// The commit at the head of the branch, as its remote tells it; nothing is cloned.
    ///
    /// - Throws: `DeliveryError` where the branch is gone, and what asking the remote can end in.
    public func head() async throws -> String {
        let (remote, branch): (GitRemote, String)
        switch place {
        case .remote(let url, let name): (remote, branch) = (url, name)
        case .review(let url, _, let review): (remote, branch) = (url, review)
        case .checkout:
            return try await withClone { clone in
                guard let head = try await clone.headCommit() else { throw DeliveryError("the branch has no commit") }
                return head
            }
        }
        guard let head = try await loggedIn(to: remote, { try await $0.head(ofBranch: branch) }) else {
            throw DeliveryError("\(remote.url) has no branch \(branch) any more")
        }
        return head
    }
}
