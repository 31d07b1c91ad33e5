/// All files of a commit, with what is in some of them. What many files hold alike is there once.
public struct GitSnapshot: Sendable, Hashable {
    /// One file.
    public struct File: Sendable, Hashable {
        /// The path from the top of the repository, with `/` between the parts.
        public let path: String
        /// Where in `contents` its own are; `nil` where they were not asked for, and for a submodule.
        public let content: Int?
    }

    /// Sorted by path, byte by byte.
    public internal(set) var files: [File] = []
    /// Each of the different contents; of a symbolic link the path that it points to.
    public internal(set) var contents: [[UInt8]] = []
}
