/// One commit of a branch.
public struct GitCommit: Sendable, Hashable {
    /// The id, 40 hex digits.
    public let id: String
    /// Who made the change.
    public let author: GitAuthor
    /// When it was committed, in seconds since 1970 UTC.
    public let time: Int64
    /// The whole message, with the subject in the first line.
    public let message: String
}
