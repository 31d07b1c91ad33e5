import Synchronization

/// A clock whose time moves only when the test says so.
final class TestClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration = .zero

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct State {
        var now = Instant()
        var sleepers: [Int: (end: Instant, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var next = 0
        var cancelled: Set<Int> = []
        var arrivals: [(end: Instant, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var now: Instant { state.withLock { $0.now } }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                begin(id, until: deadline, continuation)
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                state.cancelled.insert(id)
                return state.sleepers.removeValue(forKey: id)
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    private func begin(_ id: Int, until deadline: Instant, _ continuation: CheckedContinuation<Void, any Error>) {
        let (result, arrived) = state.withLock {
            state -> (Result<Void, any Error>?, [CheckedContinuation<Void, Never>]) in
            if state.cancelled.contains(id) { return (.failure(CancellationError()), []) }
            if deadline <= state.now { return (.success(()), []) }
            state.sleepers[id] = (deadline, continuation)
            let arrived = state.arrivals.filter { $0.end == deadline }.map(\.continuation)
            state.arrivals.removeAll { $0.end == deadline }
            return (nil, arrived)
        }
        if let result { continuation.resume(with: result) }
        for arrival in arrived { arrival.resume() }
    }

    /// Waits until somebody sleeps up to that time after the beginning.
    func sleeper(until offset: Duration) async {
        let end = Instant(offset: offset)
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.sleepers.values.contains(where: { $0.end == end }) { return true }
                state.arrivals.append((end, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    /// Waits until somebody sleeps whose time comes no later than that, and moves the time on to it.
    func advance(toSleeperWithin offset: Duration) async {
        while !Task.isCancelled {
            let next = state.withLock { $0.sleepers.values.map(\.end.offset).min() }
            if let next, next <= offset { return advance(to: next) }
            await Task.yield()
        }
    }

    /// Moves the time on, and wakes whose time has come.
    func advance(to offset: Duration) {
        let woken = state.withLock { state in
            state.now = max(state.now, Instant(offset: offset))
            let due = state.sleepers.filter { $0.value.end <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.sorted { $0.end < $1.end }.map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }
}
