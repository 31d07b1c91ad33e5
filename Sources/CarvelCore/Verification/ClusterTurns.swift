import Synchronization

/// Turns for work on clusters, of which few have one at a time: what many clusters answer at once would lie in memory until
/// this process has time for it. Where it has, for what it waits for is the network, nobody waits for others.
final class ClusterTurns: Sendable {
    private let places: RequestGate
    private let watch = Mutex(Watch())

    /// Whether somebody looks if this process is busy, for all who wait: each of many would otherwise need a timer.
    private struct Watch {
        var waiting = 0
        var isKept = false
    }

    /// For how long this process must be idle for nobody to wait.
    private static let moment = Duration.milliseconds(50)
    /// How long a turn lasts at most, so that whoever hangs keeps others waiting no longer.
    private static let longest = Duration.seconds(1)

    /// - Parameter limit: how many have a turn at a time.
    init(limit: Int) {
        places = RequestGate(limit: limit)
    }

    /// How many wait for a turn.
    var waitingCount: Int { get async { await places.waitingCount } }

    /// Does some work in a turn, or without one where this process is not busy. Work that takes longer than a turn goes on
    /// after it.
    func take<Value: Sendable>(
        on host: Host,
        _ work: () async throws -> Value
    ) async rethrows -> Value {
        guard await wait(on: host) else { return try await work() }
        let turn = Turn(places)
        async let _ = turn.end(after: Self.longest, host.clock)
        do {
            let value = try await work()
            await turn.end()
            return value
        } catch {
            await turn.end()
            throw error
        }
    }

    /// Waits for a place as long as this process is busy.
    ///
    /// - Returns: whether there is one, to be given back.
    private func wait(on host: Host) async -> Bool {
        if await places.enterAtOnce() { return true }
        let isFirst = watch.withLock { watch in
            watch.waiting += 1
            defer { watch.isKept = true }
            return !watch.isKept
        }
        defer { watch.withLock { $0.waiting -= 1 } }
        // Nobody's child: it goes on for those who come later.
        if isFirst { Task { await keepWatch(on: host) } }
        return await places.enter()
    }

    /// Lets all through who wait when this process is not busy, until nobody waits.
    private func keepWatch(on host: Host) async {
        repeat {
            let (elapsed, worked) = (host.clock.stopwatch(), host.processorTime())
            try? await host.clock.sleep(for: Self.moment)
            if host.processorTime() - worked < elapsed() / 2 { await places.letAllThrough() }
        } while watch.withLock { watch in
            watch.isKept = watch.waiting > 0
            return watch.isKept
        }
    }
}

/// A place that is given back once, at the end of the work or before.
private final class Turn: Sendable {
    private let places: RequestGate
    private let isOver = Mutex(false)

    init(_ places: RequestGate) {
        self.places = places
    }

    func end() async {
        let isFirst = isOver.withLock { isOver in
            defer { isOver = true }
            return !isOver
        }
        if isFirst { await places.leave() }
    }

    /// Ends it when its time is up, unless the task is cancelled before.
    func end(after duration: Duration, _ clock: any Clock<Duration>) async {
        if (try? await clock.sleep(for: duration)) != nil { await end() }
    }
}
