/// A commit of a branch that changed files of a folder.
public struct GitRevision: Sendable, Hashable {
    /// The commit.
    public let commit: GitCommit
    /// What it changed, by the side of the commit before it on the branch.
    public let changes: [GitFileChange]
}

/// What a commit made of a file.
public struct GitFileChange: Sendable, Hashable {
    /// The file's path from the top of the repository.
    public let path: String
    /// The id of its new contents; nil where the file is gone.
    public let blob: String?
}
