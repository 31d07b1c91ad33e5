/// One change that a commit makes to a file.
public enum GitChange: Sendable, Hashable {
    /// Gives a file new contents. A file that exists keeps its mode; a new one is a plain file.
    case write(path: String, contents: [UInt8])
    /// Removes a file; nothing happens when it does not exist.
    case delete(path: String)

    /// The file's path from the top of the repository, with `/` between the parts.
    public var path: String {
        switch self {
        case .write(let path, _), .delete(let path): path
        }
    }
}
