public import CarvelCore
import Glibc

/// What is piped into a command.
public enum StandardInput {
    /// The argument that stands for it in place of a file's name.
    public static let argument = "-"
    /// What errors call it.
    public static let name = "standard input"

    /// Reads it to its end.
    ///
    /// - Throws: `FileError` where it can't be read, or is not UTF-8.
    public static func text() throws(FileError) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(STDIN_FILENO, &buffer, buffer.count)
            if count == 0 { break }
            if count > 0 {
                bytes += buffer[..<count]
            } else if errno != EINTR {
                throw FileError(path: name, reason: .other("can't be read (error \(errno))"))
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw FileError(path: name, reason: .notText)
        }
        return text
    }
}
