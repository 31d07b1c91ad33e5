/// Why a text is not a constraint. The description is the sentence that kapp-controller says.
public enum VersionConstraintError: Error, Sendable, Hashable {
    /// The text starts with `||`.
    case startsWithOr
    /// The text ends with `||`, or has nothing in it that could be a comparison, like `*` or a blank.
    case endsWithOr
    /// `||` follows `||`. The controller panics over this one.
    case emptyAlternative
    /// A comparison has no digit in it, like `latest`.
    case noVersion(in: String)
    /// A comparison starts with a sign that is not known, like `^1.2.0` or `v1.2.3`.
    case unknownSign(String, in: String)
    /// What a comparison compares with is not a version, as in `>=1.2`.
    case badVersion(String, in: String, reason: SemanticVersionError)
}

extension VersionConstraintError: CustomStringConvertible {
    /// The sentence that kapp-controller says.
    public var description: String {
        switch self {
        case .startsWithOr:
            "First element in range is '||'"
        case .endsWithOr:
            "Last element in range is '||'"
        case .emptyAlternative:
            "Nothing stands between '||' and '||'"
        case .noVersion(let comparison):
            "Could not get version from string: \(comparison.quotedAsInGo)"
        case .unknownSign(let sign, let comparison):
            "Could not parse Range \(comparison.quotedAsInGo): "
                + "Could not parse comparator \(sign.quotedAsInGo) in \(comparison.quotedAsInGo)"
        case .badVersion(let version, let comparison, let reason):
            "Could not parse Range \(comparison.quotedAsInGo): "
                + "Could not parse version \(version.quotedAsInGo) in \(comparison.quotedAsInGo): \(reason)"
        }
    }
}
