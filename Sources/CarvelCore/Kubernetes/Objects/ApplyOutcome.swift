/// What applying an object changed.
public enum ApplyOutcome: String, Sendable, Hashable {
    case created
    case configured
    case unchanged
}
