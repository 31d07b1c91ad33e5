/// What is known of one link of a delivery.
public enum Verdict: String, Sendable, Hashable, CaseIterable {
    /// It is as the repository wants it, and its controller says so.
    case verified
    /// It is on its way, as far as can be seen.
    case progressing
    /// It is not as the repository wants it, and waiting alone may not help.
    case failed
    /// It could not be looked at.
    case unknown

    /// With which status a command ends that verifies: 0 verified, 1 not verified, 2 could not be told.
    public var exitStatus: Int32 {
        switch self {
        case .verified: 0
        case .progressing, .failed: 1
        case .unknown: 2
        }
    }
}
