/// What bringing an object to what it should be has changed.
public enum ApplyOutcome: String, Sendable, Hashable {
    case created
    case configured
    case unchanged
    case deleted
}
