/// Why a text could not be read as YAML: what was found, and where.
public struct YAMLError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The name of the file, as the caller gave it, if the text came from one.
    public let file: String?
    /// The line, counted from 1.
    public let line: Int
    /// The column, counted from 1 in Unicode scalars.
    public let column: Int
    /// What is wrong there; it never quotes a value, since values may be secret.
    public let message: String

    /// An error at a place in a file.
    public init(file: String?, line: Int, column: Int, message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
    }

    init(file: String?, mark: YAMLMark, message: String) {
        self.init(file: file, line: mark.line, column: mark.column, message: message)
    }

    /// One line such as `params.yaml:3:7: could not find expected ':'`.
    public var description: String {
        if let file { "\(file):\(line):\(column): \(message)" } else { "line \(line), column \(column): \(message)" }
    }
}
