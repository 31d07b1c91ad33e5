import HTTPTransport

/// What a server finds worth saying about a request that it carried out, such as that a version is deprecated.
///
/// Source: RFC 7234, section 5.5, and Kubernetes, "Warning: Helpful Warnings Ahead".
public struct ServerWarning: Sendable, Hashable {
    /// The name by which the user knows the cluster.
    public var cluster: String
    /// What the server says, on one line.
    public var text: String

    /// A warning of a cluster.
    public init(cluster: String, text: String) {
        self.cluster = cluster
        self.text = text
    }

    /// The texts of an answer's `Warning` fields. Those that caches add (all but code 299) are left out.
    static func texts(in headers: HTTPHeaders) -> [String] {
        headers.fields.filter { $0.name.lowercased() == "warning" }.flatMap { texts(inField: $0.value) }
    }

    private static func texts(inField value: String) -> [String] {
        var reader = WarningFieldReader(value)
        var texts: [String] = []
        while let (code, text) = reader.next() {
            if code == "299", !text.isEmpty { texts.append(text) }
        }
        return texts
    }
}

/// Reads the values of a `Warning` field: `code agent "text"`, perhaps with a date in quotes, separated by commas.
private struct WarningFieldReader {
    private var rest: Substring

    init(_ field: String) {
        rest = field[...]
    }

    /// The next value; `nil` at the end, or where the field is malformed.
    mutating func next() -> (code: String, text: String)? {
        skip { $0 == " " || $0 == "," || $0 == "\t" }
        let code = word()
        _ = word()
        guard code.count == 3, let text = quoted() else { return nil }
        skip { $0 == " " }
        if rest.first == "\"" { _ = quoted() }
        return (code, text)
    }

    private mutating func skip(_ isSkipped: (Character) -> Bool) {
        rest = rest.drop(while: isSkipped)
    }

    private mutating func word() -> String {
        let word = rest.prefix { $0 != " " }
        rest = rest[word.endIndex...]
        skip { $0 == " " }
        return String(word)
    }

    /// A text in quotes, in which a backslash stands before a character that is meant as it is.
    private mutating func quoted() -> String? {
        guard rest.popFirst() == "\"" else { return nil }
        var text = ""
        while var character = rest.popFirst() {
            if character == "\"" { return text }
            if character == "\\" {
                guard let escaped = rest.popFirst() else { return nil }
                character = escaped
            }
            // A server must not move the terminal's cursor, or begin a line of its own.
            let isControl = character.unicodeScalars.contains { $0.properties.generalCategory == .control }
            text.append(isControl ? " " : character)
        }
        return nil
    }
}
