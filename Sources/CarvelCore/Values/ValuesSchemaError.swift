/// Why a text is no schema of values.
public struct ValuesSchemaError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file's name.
    public let file: String
    /// The line, counted from 1.
    public let line: Int
    /// What was found there, and what was expected.
    public let message: String

    /// The place and what is wrong there.
    public var description: String { "\(file):\(line): \(message)" }
}
