import HTTPTransport

/// When a request that failed is sent again, and after which pause.
///
/// As client-go does, a server's own `Retry-After` counts for any request, for it says that the request was not carried
/// out. Beyond client-go, what is safe to repeat is repeated after answers and breaks that are gone in a moment.
struct RetryPolicy: Sendable {
    /// How often a request is sent at most.
    var attempts = 6
    /// The pause before the first repetition; it doubles with each.
    var firstPause = Duration.milliseconds(100)
    /// The longest pause, where the server names none.
    var longestPause = Duration.seconds(5)
    /// A factor of each pause, so that clients which failed together don't come back together.
    var jitter: @Sendable () -> Double = { Double.random(in: 0.5...1.5) }

    /// What repeating a request may do.
    enum Repetition: Sendable, Hashable {
        /// It comes to the same: reading, server-side apply, deleting.
        case isSafe
        /// It may be carried out twice, or fail because of what the first one did.
        case changesTheOutcome
        /// Whoever asks repeats it in a way of their own, or takes the failure for an answer: so it is repeated only
        /// where the server asks for that.
        case isLeftToCaller
    }

    /// How long to wait before the request is sent again; `nil` where it is not.
    ///
    /// - Parameter attempt: how often it was sent so far.
    func pause(after cause: ClusterError.Cause, attempt: Int, method: String, repetition: Repetition) -> Duration? {
        guard attempt < attempts else { return nil }
        switch cause {
        case .status(let status):
            if let seconds = status.retryAfterSeconds, status.code == 429 || status.code >= 500 {
                return max(.seconds(seconds), backOff(attempt))
            }
            // Refused before anything was done.
            if status.code == 429 { return backOff(attempt) }
            guard repetition == .isSafe else { return nil }
            // A plain 500 answers what is wrong with a write too, such as a field that the schema lacks.
            let isPassing = [502, 503, 504].contains(status.code) || status.code == 500 && method == "GET"
            return isPassing ? backOff(attempt) : nil
        case .transport(let error):
            return error.reason == .connectionLost && repetition == .isSafe ? backOff(attempt) : nil
        case .malformed, .notServed, .lookup, .credentials:
            return nil
        }
    }

    private func backOff(_ attempt: Int) -> Duration {
        let pause = firstPause * (1 << min(attempt - 1, 20))
        return min(pause, longestPause) * jitter()
    }
}
