/// How many versions were left after one step of a selection.
public struct VersionSelectionStep: Sendable, Hashable {
    /// The step's name in the controller's message, such as `after-constraints-filter`.
    public let name: String
    /// The number of versions.
    public let remaining: Int
}

/// Why no version was selected. The description is the message that kapp-controller puts into the PackageInstall's
/// condition.
public enum VersionSelectionError: Error, Sendable, Hashable {
    /// The constraint cannot be read.
    case badConstraint(String, reason: VersionConstraintError)
    /// No version was left; the steps say where they got lost.
    case noneMatches([VersionSelectionStep])
}

extension VersionSelectionError: CustomStringConvertible {
    /// The message in the PackageInstall's condition.
    public var description: String {
        switch self {
        case .badConstraint(let constraint, let reason):
            return "Selecting versions: Parsing version constraint '\(constraint)': \(reason)"
        case .noneMatches(let steps):
            let details = steps.map { "\($0.name)=\($0.remaining)" }.joined(separator: " -> ")
            return "Expected to find at least one version, but did not (details: \(details))"
        }
    }
}
