/// The commit that a `ref` stands for among what a remote has.
struct VendirTarget {
    let commit: String
    /// Whether a branch or a tag is at it: git fetches those alone, unless it is to fetch all.
    let isTip: Bool
    /// The tags that are at it.
    let tags: [String]

    /// - Parameters:
    ///   - reference: `origin/` and a branch; or a tag, a branch, or a commit of 40 hex digits.
    ///   - depth: how many commits are fetched, for messages.
    ///   - references: the ids by the references' full names.
    /// - Throws: `VendirGit.Failure` where it stands for nothing.
    init(_ reference: String, depth: Int, in references: [String: String]) throws(VendirGit.Failure) {
        /// Of a tag with a message, the commit that it is at is told beside it.
        func commit(ofTag tag: some StringProtocol) -> String? {
            references["refs/tags/\(tag)^{}"] ?? references["refs/tags/\(tag)"]
        }
        if reference.hasPrefix("origin/") {
            let branch = reference.dropFirst("origin/".count)
            guard let head = references["refs/heads/\(branch)"] else {
                throw VendirGit.Failure(
                    reason: "Fetching git repository: Git [fetch origin \(branch) --depth \(depth)]: "
                        + "exit status 128 (stderr: fatal: couldn't find remote ref \(branch)\n)"
                )
            }
            self.commit = head
        } else if let found = commit(ofTag: reference) ?? references["refs/heads/\(reference)"] {
            self.commit = found
        } else if reference.count == 40, reference.allSatisfy(\.isHexDigit) {
            self.commit = reference
        } else {
            throw VendirGit.Failure(
                reason: "Fetching git repository: Git [-c advice.detachedHead=false checkout \(reference)]: "
                    + "exit status 1 (stderr: error: pathspec '\(reference)' did not match any file(s) known to git\n)"
            )
        }
        let target = self.commit
        isTip = references.values.contains(target)
        tags = references.keys.filter { $0.hasPrefix("refs/tags/") && !$0.hasSuffix("^{}") }
            .map { $0.dropFirst("refs/tags/".count) }.filter { commit(ofTag: $0) == target }.map(String.init).sorted()
    }
}
