/// That values are not good for a package, and why.
public struct ValuesRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// How far ytt gets with such values.
    enum Stage: Sendable, Hashable {
        /// Reading a file.
        case reading
        /// Laying a map over what is no map; the steps lead there.
        case overlaying(document: SourceLine, steps: [Step], found: String)
        /// Comparing with the types of the schema.
        case typing
        /// Judging the finished values.
        case validating
    }

    /// A key on the way to a value.
    struct Step: Sendable, Hashable {
        let key: String
        let line: SourceLine?
    }

    /// What is wrong, at least one thing. Where ytt stops looking, so does this: mending it may uncover more.
    public let violations: [ValuesViolation]
    let stage: Stage

    /// The sentences of all violations, one a line.
    public var description: String {
        violations.map(\.description).joined(separator: "\n")
    }
}
