import HTTPTransport

/// Whether a follower sees its cluster, and what it has told of that.
struct Touch: Sendable {
    /// How far following has come; each step needs the ones before.
    enum Step: Int, Comparable, Sendable {
        case listed, watching, receiving

        static func < (left: Step, right: Step) -> Bool { left.rawValue < right.rawValue }
    }

    /// What makes a reason another one.
    private enum Reason: Hashable, Sendable {
        case transport(HTTPTransportError.Reason)
        case status(Int)
        case other
    }

    private var lost: (reason: Reason, step: Step)?

    /// Learns that a step failed.
    ///
    /// - Returns: whether that is to be told.
    mutating func lose(_ error: ClusterError, at step: Step) -> Bool {
        let reason =
            switch error.cause {
            case .transport(let error): Reason.transport(error.reason)
            case .status(let status): Reason.status(status.code)
            case .malformed, .credentials, .notServed, .lookup: Reason.other
            }
        let isNew = lost?.reason != reason
        // What failed further on needs more to be mended.
        lost = (reason, max(step, lost?.step ?? step))
        return isNew
    }

    /// Learns that a step succeeded.
    ///
    /// - Returns: whether it is the one that had failed, so that being back is to be told.
    mutating func regain(at step: Step) -> Bool {
        guard let lost, lost.step <= step else { return false }
        self.lost = nil
        return true
    }
}
