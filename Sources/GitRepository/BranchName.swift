import CGit2

/// Names of branches, by git's rules.
enum BranchName {
    static let prefix = "refs/heads/"

    /// Refuses names that git does not allow, before they get into a reference or a reference specification.
    static func validate(_ name: String) throws(GitError) {
        var isValid: Int32 = 0
        try LibGit2.check(git_branch_name_is_valid(&isValid, name), "check the name of the branch")
        // A name with NUL would be cut by C.
        guard isValid == 1, !name.utf8.contains(0) else {
            throw GitError.invalidBranch(name: printable(name))
        }
    }
}
