/// What became of a change.
public struct RepositoryOutcome: Sendable, Hashable {
    /// How far the change went.
    public var fate: Fate
    /// The commit that has the change, 40 hexadecimal digits; `nil` for a branch that has none yet.
    public var commit: String?
    /// What was changed.
    public var edit: RepositoryEdit

    /// How far a change goes.
    public enum Fate: Sendable, Hashable {
        /// All was as wanted already, so there is no new commit.
        case unchanged
        /// Committed in the user's checkout; not pushed.
        case committed
        /// Committed, and pushed to the branch that is delivered.
        case pushed
        /// Committed, and pushed to a branch for a pull request.
        case pushedForReview(PullRequest)
    }
}

/// What a change would be; nothing was touched.
public struct RepositoryPreview: Sendable, Hashable {
    /// What would be changed.
    public var edit: RepositoryEdit
    /// The difference, as `git diff` prints it; empty where there is none.
    public var diff: String
}
