/// Where and why a text is no JSON.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Bytes before the place.
    public var offset: Int
    /// What was found, and what was expected.
    public var message: String

    /// One line such as `JSON, byte 7: found '}', expected a value`.
    public var description: String { "JSON, byte \(offset): \(message)" }
}
