/// Reads YAML as Kubernetes does. JSON, being YAML, is read just as well.
public enum YAMLReader {
    /// The value of every document of a text, in order. Documents with nothing in them, or only comments, are left out.
    ///
    /// - Parameters:
    ///   - text: The YAML.
    ///   - file: The name of the file that it is from, for errors.
    ///   - strict: Whether a key that is set twice in a mapping is an error; otherwise the last one counts.
    /// - Throws: For a text that is not YAML, or is no value of JSON.
    public static func documents(
        _ text: String,
        file: String? = nil,
        strict: Bool = false
    ) throws(YAMLError) -> [JSONValue] {
        var values: [JSONValue] = []
        for node in try nodes(text, file: file) {
            values.append(try node.resolved(file: file, strict: strict))
        }
        return values
    }

    /// The value of a text that holds exactly one document.
    ///
    /// - Throws: As `documents`, and where there is no document or more than one.
    public static func document(
        _ text: String,
        file: String? = nil,
        strict: Bool = false
    ) throws(YAMLError) -> JSONValue {
        let nodes = try nodes(text, file: file)
        guard let first = nodes.first else {
            throw YAMLError(file: file, line: 1, column: 1, message: "expected one YAML document, found none")
        }
        guard nodes.count == 1 else {
            let message = "expected one YAML document, found \(nodes.count)"
            throw YAMLError(file: file, mark: nodes[1].start, message: message)
        }
        return try first.resolved(file: file, strict: strict)
    }

    /// The node tree of every document of a text, in order, without those that hold nothing.
    ///
    /// - Throws: For a text that is not YAML.
    public static func nodes(_ text: String, file: String? = nil) throws(YAMLError) -> [YAMLNode] {
        try NodeComposer(text: text, file: file).documents().filter { !$0.isAbsent }
    }
}
