/// What a PackageInstall says in `versionSelection.constraints`, such as `>=1.0.0 <2.0.0 || 3.x`.
///
/// A space means "and", `||` with spaces around it means "or", and "and" binds more tightly. There are no `^`, `~` or
/// commas. The grammar is exactly that of kapp-controller with all its oddities, because the point of reading a
/// constraint here is to know what the controller will do with it.
public struct VersionConstraint: Sendable, Hashable {
    /// The constraint as written.
    public let text: String
    /// A version must pass every comparison of at least one alternative.
    private let alternatives: [[VersionComparison]]

    /// Reads a constraint.
    ///
    /// - Throws: `VersionConstraintError`, whose text is kapp-controller's.
    public init(_ text: String) throws(VersionConstraintError) {
        self.text = text
        self.alternatives = try VersionConstraintParser.alternatives(in: text)
    }

    /// Whether the constraint lets that version pass. Prereleases are judged by their place in the order alone.
    public func allows(_ version: SemanticVersion) -> Bool {
        alternatives.contains { comparisons in
            comparisons.allSatisfy { $0.holds(for: version) }
        }
    }
}

/// One comparison of a constraint, such as `>=1.0.0`.
struct VersionComparison: Sendable, Hashable {
    enum Relation: Sendable, Hashable {
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual

        /// The relation that a sign stands for, or `nil` for a sign that kapp-controller does not know.
        init?(sign: String) {
            switch sign {
            case "", "=", "==": self = .equal
            case "!", "!=": self = .notEqual
            case "<": self = .less
            case "<=": self = .lessOrEqual
            case ">": self = .greater
            case ">=": self = .greaterOrEqual
            default: return nil
            }
        }
    }

    let relation: Relation
    let version: SemanticVersion

    func holds(for candidate: SemanticVersion) -> Bool {
        switch relation {
        case .equal: candidate == version
        case .notEqual: candidate != version
        case .less: candidate < version
        case .lessOrEqual: candidate <= version
        case .greater: candidate > version
        case .greaterOrEqual: candidate >= version
        }
    }
}
