import Synchronization

/// A clock on which nobody waits: a sleep moves the time on, and is over.
final class SkippingClock: Clock {
    typealias Instant = TestClock.Instant

    private let state = Mutex<(now: Instant, sleeps: [Duration])>((Instant(), []))
    private let longest: Duration?

    /// - Parameter longest: how long the sleeps are that are skipped; longer ones last until they are cancelled.
    init(upTo longest: Duration? = nil) {
        self.longest = longest
    }

    var now: Instant { state.withLock { $0.now } }
    var minimumResolution: Duration { .nanoseconds(1) }

    /// How long each sleep was to be that was skipped.
    var sleeps: [Duration] { state.withLock { $0.sleeps } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        let isSkipped = state.withLock { state in
            let duration = state.now.duration(to: deadline)
            if let longest, duration > longest { return false }
            state.sleeps.append(duration)
            state.now = max(state.now, deadline)
            return true
        }
        if !isSkipped { try await TestClock().sleep(until: Instant(offset: .seconds(1)), tolerance: nil) }
    }
}
