extension Clock where Duration == Swift.Duration {
    /// What the work comes to. It is cancelled when its time is up, and waited for until it has ended.
    ///
    /// - Parameter limit: the time that it may take; `nil` for as long as it takes.
    func limited<Value: Sendable>(
        to limit: Duration?,
        _ work: @escaping @Sendable () async -> Value
    ) async -> TimedResult<Value> {
        guard let limit else { return TimedResult(value: await work(), isInTime: true) }
        return await limited(until: now.advanced(by: limit), work)
    }

    /// What the work comes to. It is cancelled at the end, and waited for until it has ended.
    func limited<Value: Sendable>(
        until end: Instant,
        _ work: @escaping @Sendable () async -> Value
    ) async -> TimedResult<Value> {
        await withTaskGroup(of: Value?.self) { group in
            group.addTask { await work() }
            group.addTask {
                try? await sleep(until: end, tolerance: nil)
                return nil
            }
            var result = TimedResult<Value>(value: nil, isInTime: true)
            while result.value == nil, let next = await group.next() {
                // Either the work is done, or its time is up, and cancelling ends what it still waits for.
                group.cancelAll()
                result.value = next
                if next == nil, !Task.isCancelled { result.isInTime = false }
            }
            return result
        }
    }

    /// Measures the time from now on.
    func stopwatch() -> @Sendable () -> Duration {
        let start = now
        return { start.duration(to: now) }
    }
}

/// What work with a time limit came to.
struct TimedResult<Value: Sendable>: Sendable {
    /// What it came to, be it because it was cancelled.
    var value: Value?
    /// Whether it ended of itself; also where the task that waits for it was cancelled.
    var isInTime: Bool
}
