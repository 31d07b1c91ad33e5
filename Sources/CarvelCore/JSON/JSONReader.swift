public import YAMLDocument

/// Reads JSON text into values, strictly as RFC 8259 has it.
public enum JSONReader {
    /// The value that the bytes stand for.
    ///
    /// - Throws: `JSONError` with the byte offset where the text stops being JSON.
    public static func value(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        var parser = JSONParser(bytes: bytes)
        return try parser.document()
    }

    /// The value that the text stands for.
    ///
    /// - Throws: `JSONError` with the byte offset where the text stops being JSON.
    public static func value(_ text: String) throws(JSONError) -> JSONValue {
        try value(Array(text.utf8))
    }
}

/// Where and why a text is no JSON.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Bytes before the place.
    public var offset: Int
    /// What was found, and what was expected.
    public var message: String

    /// One line such as `JSON, byte 7: found '}', expected a value`.
    public var description: String { "JSON, byte \(offset): \(message)" }
}
