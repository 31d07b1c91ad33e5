/// One thing that is wrong in a repository, found without any cluster. No text of it tells a value that may be secret.
public struct RepositoryFinding: Sendable, Hashable {
    /// How much it counts for.
    public enum Severity: String, Sendable, Hashable, CaseIterable {
        /// It will not work as it stands.
        case error
        /// It works, or may, and is likely not meant.
        case warning
    }

    /// How much it counts for.
    public var severity: Severity
    /// The rule that found it, an identifier that stays the same, such as `values-schema`.
    public var rule: String
    /// Where it is.
    public var place: FindingPlace
    /// What was found.
    public var found: String
    /// What was expected instead, where that does not go without saying.
    public var expected: String?
    /// What to do about it.
    public var advice: String?

    /// What was found and expected, in one sentence.
    public var sentence: String {
        found + (expected.map { ", expected \($0)" } ?? "")
    }
}

/// A place in a repository.
public struct FindingPlace: Sendable, Hashable {
    /// The path from the repository's root.
    public var file: String
    /// The line, counted from 1; `nil` where the file as a whole is meant.
    public var line: Int?
    /// The column, counted from 1 in Unicode scalars.
    public var column: Int?

    init(_ file: String, line: Int? = nil, column: Int? = nil) {
        self.file = file
        self.line = line
        self.column = column
    }
}

extension FindingPlace: CustomStringConvertible {
    /// As compilers write it: `params.yaml:3:7`.
    public var description: String {
        file + (line.map { ":\($0)" } ?? "") + (column.map { ":\($0)" } ?? "")
    }
}

extension FindingPlace: Comparable {
    /// By file, line and column; what is about a file as a whole comes first.
    public static func < (left: FindingPlace, right: FindingPlace) -> Bool {
        (left.file, left.line ?? 0, left.column ?? 0) < (right.file, right.line ?? 0, right.column ?? 0)
    }
}
