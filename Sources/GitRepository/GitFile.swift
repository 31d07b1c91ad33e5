/// One file of a commit.
public struct GitFile: Sendable, Hashable {
    /// What kind of file git keeps.
    public enum Mode: Sendable, Hashable {
        /// A plain file.
        case regular
        /// A plain file that may be executed.
        case executable
        /// A symbolic link; its contents are the path that it points to.
        case symbolicLink
        /// A commit of another repository; it has no contents here.
        case submodule
    }

    /// The path from the top of the repository, with `/` between the parts.
    public let path: String
    /// What kind of file it is.
    public let mode: Mode
    /// The size of the contents in bytes; 0 for a submodule.
    public let size: Int
    /// The id of the contents, 40 hex digits: the same id means the same contents.
    public let id: String
}
