/// All files of a commit, with what is in some of them. What many files hold alike is there once.
public struct GitSnapshot: Sendable {
    /// Each with the number of its content, where that was asked for.
    public internal(set) var files = SnapshotFiles()
    /// Each of the different contents; of a symbolic link the path that it points to.
    public internal(set) var contents: [[UInt8]] = []
}
