/// The files that a command may read, as a value: the machine's own, or those of a test.
public struct FileSystem: Sendable {
    /// The bytes of a file.
    public var read: @Sendable (_ path: String) throws(FileError) -> [UInt8]
    /// Whether there is a file or folder.
    public var exists: @Sendable (_ path: String) -> Bool
    /// The paths of all files below a folder, relative to it and sorted; `.git` is left out.
    public var list: @Sendable (_ folder: String) throws(FileError) -> [String]

    /// Files that are read by these functions.
    public init(
        read: @escaping @Sendable (_ path: String) throws(FileError) -> [UInt8],
        exists: @escaping @Sendable (_ path: String) -> Bool,
        list: @escaping @Sendable (_ folder: String) throws(FileError) -> [String]
    ) {
        self.read = read
        self.exists = exists
        self.list = list
    }

    /// No files at all.
    public static let none = FileSystem(
        read: { path throws(FileError) in throw FileError(path: path, reason: .notFound) },
        exists: { _ in false },
        list: { folder throws(FileError) in throw FileError(path: folder, reason: .notFound) }
    )

    /// The text of a file.
    ///
    /// - Throws: `FileError` where it can't be read, or is not UTF-8.
    public func readText(_ path: String) throws(FileError) -> String {
        guard let text = String(validating: try read(path), as: UTF8.self) else {
            throw FileError(path: path, reason: .notText)
        }
        return text
    }
}

/// Why a file could not be used.
public struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The path as it was asked for.
    public var path: String
    /// What stood in the way.
    public var reason: Reason

    /// The ways in which a file is of no use.
    public enum Reason: Sendable, Hashable {
        case notFound
        case notPermitted
        case notText
        /// What the system said.
        case other(String)
    }

    /// The failure to use one file.
    public init(path: String, reason: Reason) {
        self.path = path
        self.reason = reason
    }

    /// One sentence for the user: the path, and what is wrong with it.
    public var description: String {
        switch reason {
        case .notFound: "\(path): no such file"
        case .notPermitted: "\(path): may not be read by this user"
        case .notText: "\(path): not a UTF-8 text"
        case .other(let message): "\(path): \(message)"
        }
    }
}
