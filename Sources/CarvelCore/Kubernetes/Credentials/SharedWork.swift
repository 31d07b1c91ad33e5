import Synchronization

/// Work that is done once for all who need its result at the same time.
///
/// Whoever is cancelled stops waiting, and the others don't notice. With the last one the work is cancelled too, and
/// that one waits until it has ended, so that nothing is left behind.
final class SharedWork<Value: Sendable>: Sendable {
    private enum Outcome {
        case value(Value)
        /// The one who waited was cancelled.
        case left
        /// The work was cancelled, since all who had waited for it were.
        case abandoned
    }

    private struct Run {
        var task: Task<Void, Never>?
        var waiting: [UInt64: CheckedContinuation<Outcome, Never>] = [:]
        var isAbandoned = false
    }

    private struct State {
        var run: Run?
        var nextTicket: UInt64 = 0
    }

    private let state = Mutex(State())

    /// The result of the work that is under way, or else of this work.
    ///
    /// - Returns: `nil` where the task was cancelled before there was a result.
    func result(of work: @escaping @Sendable () async -> Value) async -> Value? {
        while true {
            let ticket = state.withLock { state in
                state.nextTicket += 1
                return state.nextTicket
            }
            let outcome = await withTaskCancellationHandler {
                await withCheckedContinuation { join(ticket, $0, work) }
            } onCancel: {
                leave(ticket)
            }
            switch outcome {
            case .value(let value): return value
            case .left: return nil
            case .abandoned: if Task.isCancelled { return nil }
            }
        }
    }

    /// How many wait for the result.
    var waitingCount: Int { state.withLock { $0.run?.waiting.count ?? 0 } }

    private func join(
        _ ticket: UInt64,
        _ continuation: CheckedContinuation<Outcome, Never>,
        _ work: @escaping @Sendable () async -> Value
    ) {
        let isTooLate = state.withLock { state in
            // Whoever is cancelled after this look finds the ticket in `leave`.
            if Task.isCancelled { return true }
            if state.run == nil {
                state.run = Run()
                state.run?.task = Task { self.finish(await work()) }
            }
            state.run?.waiting[ticket] = continuation
            return false
        }
        if isTooLate { continuation.resume(returning: .left) }
    }

    private func leave(_ ticket: UInt64) {
        let (continuation, task) = state.withLock {
            state -> (CheckedContinuation<Outcome, Never>?, Task<Void, Never>?) in
            guard let run = state.run, run.waiting[ticket] != nil else { return (nil, nil) }
            if run.waiting.count > 1 { return (state.run?.waiting.removeValue(forKey: ticket), nil) }
            state.run?.isAbandoned = true
            return (nil, run.task)
        }
        continuation?.resume(returning: .left)
        task?.cancel()
    }

    private func finish(_ value: Value) {
        let run = state.withLock { state in
            let run = state.run
            state.run = nil
            return run
        }
        guard let run else { return }
        for continuation in run.waiting.values {
            continuation.resume(returning: run.isAbandoned ? .abandoned : .value(value))
        }
    }
}
