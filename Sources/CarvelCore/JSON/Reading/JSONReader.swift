public import YAMLDocument

/// Reads JSON text into values, strictly as RFC 8259 has it.
public enum JSONReader {
    /// The value that the bytes stand for.
    ///
    /// - Parameter selection: the members that are read. The others are only skipped: see `JSONSelection`.
    /// - Throws: `JSONError` with the byte offset where the text stops being JSON.
    public static func value(
        _ bytes: [UInt8],
        reading selection: JSONSelection = .everything
    ) throws(JSONError) -> JSONValue {
        let text = bytes.span
        var parser = JSONParser(reading: selection)
        parser.skipSpace(text)
        let value = try parser.value(text, selection.root)
        parser.skipSpace(text)
        guard parser.position == text.count else { throw parser.unexpected("the end of the text", text) }
        return value
    }

    /// The value that the text stands for.
    ///
    /// - Throws: `JSONError` with the byte offset where the text stops being JSON.
    public static func value(_ text: String) throws(JSONError) -> JSONValue {
        try value(Array(text.utf8))
    }
}
