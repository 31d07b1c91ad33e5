/// When waiting for a delivery ends, but for its time being up.
public enum WaitingEnd: Sendable, Hashable {
    /// When all is verified, or nothing more is on its way.
    case settled
    /// When all is verified, or the first link has failed for good.
    case firstFailure
    /// Never: it goes on telling of changes until it is cancelled.
    case never
}

/// Which links fail, and since when: one that has not recovered for a while has failed for good.
struct FailingLinks<Instant: InstantProtocol> where Instant.Duration == Duration {
    private struct Key: Hashable {
        let cluster: String?
        let kind: String
        let name: String
    }

    private var begins: [Key: Instant] = [:]

    /// Takes note of a report.
    mutating func note(_ report: VerificationReport, at now: Instant) {
        let failing = report.unverified.filter { $0.verdict == .failed }
            .map { Key(cluster: $0.cluster, kind: $0.kind, name: $0.name) }
        begins = Dictionary(failing.map { ($0, begins[$0] ?? now) }, uniquingKeysWith: { first, _ in first })
    }

    /// When the first of them will have failed for that long; `nil` where none fails.
    func end(after settling: Duration) -> Instant? {
        begins.values.min()?.advanced(by: settling)
    }
}
