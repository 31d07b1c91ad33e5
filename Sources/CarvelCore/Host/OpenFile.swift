import Glibc

/// What can be read of a file of any kind. Pipes count too, such as the shell's `<(…)`: they have no size, and their
/// writers take their time.
struct OpenFile: ~Copyable {
    private let path: String
    private let descriptor: Int32

    /// - Throws: why it can't be opened for reading.
    init(_ path: String) throws(FileError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.error(path, errno) }
    }

    deinit {
        close(descriptor)
    }

    /// All bytes up to the end.
    ///
    /// - Throws: why they can't be read.
    consuming func bytes() throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &piece, piece.count)
            if count == 0 { return bytes }
            if count > 0 {
                bytes += piece[..<count]
            } else if errno != EINTR {
                throw Self.error(path, errno)
            }
        }
    }

    private static func error(_ path: String, _ code: Int32) -> FileError {
        switch code {
        case ENOENT, ENOTDIR: FileError(path: path, reason: .notFound)
        case EACCES, EPERM: FileError(path: path, reason: .notPermitted)
        case EISDIR: FileError(path: path, reason: .other("is a folder"))
        default: FileError(path: path, reason: .other("can't be read (error \(code))"))
        }
    }
}
