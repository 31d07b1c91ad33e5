/// One thing that is wrong with the values given for a package. No text of it tells a value, since values may be secret.
public struct ValuesViolation: Sendable, Hashable {
    /// What is wrong.
    public enum Problem: Sendable, Hashable {
        /// The schema has no such key here; `declared` are the keys that it has, sorted.
        case unknownKey(declared: [String])
        /// A value is not of the type that the schema has for it. Types are named as ytt names them.
        case wrongType(found: String, expected: String)
        /// A value is of the right type, but not one that the package accepts.
        case notAccepted(requirement: String, found: String)
        /// A comment begins with `#@`, which ytt refuses in values.
        case annotation
        /// The file is not YAML.
        case unreadable(message: String)
    }

    /// What is wrong.
    public let problem: Problem
    /// The way to the value, such as `users[0].name`; empty for a document as a whole.
    public let path: String
    /// Where the value is written, as far as known: of a default that is not good enough, the schema's line.
    let line: SourceLine?
    /// Where the schema says what was expected, if that is known.
    let definition: SourceLine?
    /// The unknown key.
    let key: String
    /// Whether the value is the schema's own default.
    public let isDefault: Bool

    init(
        problem: Problem,
        path: String,
        line: SourceLine?,
        definition: SourceLine?,
        key: String = "",
        isDefault: Bool = false
    ) {
        self.problem = problem
        self.path = path
        self.line = line
        self.definition = definition
        self.key = key
        self.isDefault = isDefault
    }

    /// The name of the file with the value; `nil` if the value is a default.
    public var file: String? { isDefault ? nil : line?.file }
    /// The line in that file, counted from 1.
    public var lineNumber: Int? { isDefault ? nil : line?.number }

    /// Of an unknown key, the declared key that was most likely meant.
    public var suggestion: String? {
        guard case .unknownKey(let declared) = problem else { return nil }
        return closestMatch(to: key, in: declared)
    }
}

extension ValuesViolation: CustomStringConvertible {
    /// One sentence: where, what was found, what was expected, and what to do.
    public var description: String {
        let place = file.map { file in lineNumber.map { "\(file):\($0): " } ?? "\(file): " } ?? ""
        return place + sentence
    }

    private var subject: String { path.isEmpty ? "the document" : "'\(path)'" }

    /// The same without where it is written.
    var sentence: String {
        switch problem {
        case .unknownKey(let declared):
            let expected = declared.isEmpty ? "no key at all" : declared.joined(separator: ", ")
            let hint = suggestion.map { "; did you mean '\($0)'?" } ?? ""
            return "the package has no value \(subject); expected there: \(expected)\(hint)"
        case .wrongType(let found, let expected):
            return "\(subject) is \(Self.withArticle(found)); expected \(Self.withArticle(expected))"
        case .notAccepted(let requirement, let found):
            if isDefault {
                return "\(subject) is not set, and its default will not do: it must be \(requirement), found \(found)"
            }
            return "\(subject) must be \(requirement); found \(found)"
        case .annotation:
            return "a comment begins with #@, which ytt refuses in values; begin it with # and a space"
        case .unreadable(let message):
            return "the file is not YAML: \(message)"
        }
    }

    private static func withArticle(_ type: String) -> String {
        switch type {
        case "null": "null"
        case "array", "integer": "an \(type)"
        default: "a \(type)"
        }
    }
}
