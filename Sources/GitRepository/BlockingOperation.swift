import Synchronization

/// Set when nobody waits for an operation any longer; libgit2's progress callbacks look at it and stop the transfer.
final class StopFlag: Sendable {
    private let stopped = Atomic<Bool>(false)

    var isSet: Bool {
        stopped.load(ordering: .relaxed)
    }

    func set() {
        stopped.store(true, ordering: .relaxed)
    }
}

/// The one result of an operation: the first to come counts, be it the work's, the deadline's or the cancellation's.
private final class Outcome<Success: Sendable>: Sendable {
    private enum State {
        case pending
        case awaited(CheckedContinuation<Result<Success, GitError>, Never>)
        case early(Result<Success, GitError>)
        case delivered
    }

    private let state = Mutex(State.pending)

    func finish(_ result: Result<Success, GitError>) {
        let waiting: CheckedContinuation<Result<Success, GitError>, Never>? = state.withLock { state in
            switch state {
            case .pending:
                state = .early(result)
                return nil
            case .awaited(let continuation):
                state = .delivered
                return continuation
            case .early, .delivered:
                return nil
            }
        }
        waiting?.resume(returning: result)
    }

    func deliver(to continuation: CheckedContinuation<Result<Success, GitError>, Never>) {
        let early: Result<Success, GitError>? = state.withLock { state in
            if case .early(let result) = state {
                state = .delivered
                return result
            }
            state = .awaited(continuation)
            return nil
        }
        if let early {
            continuation.resume(returning: early)
        }
    }
}

/// How long the caller waits for an operation.
struct WaitingLimits: Sendable {
    /// The longest time to wait, or nil for as long as it takes.
    var timeout: Duration?
    /// Whether the caller's cancellation ends the waiting. False where the result must be known.
    var endsOnCancellation = true
}

/// Does blocking work on a thread of its own.
///
/// After a timeout or a cancellation the call returns at once, though a thread that waits for a silent server cannot be
/// stopped: it goes on until the server or the operating system ends it, and its result is dropped.
///
/// - Parameters:
///   - operation: what is done, as in "Could not …".
///   - folder: a temporary folder that the work uses; it is not removed for good before the thread is done.
func runBlocking<Success: Sendable>(
    _ operation: String,
    limits: WaitingLimits = WaitingLimits(),
    folder: TemporaryFolder? = nil,
    _ work: @escaping @Sendable (StopFlag) throws(GitError) -> Success
) async throws(GitError) -> Success {
    if limits.endsOnCancellation, Task.isCancelled {
        throw GitError.cancelled(operation: operation)
    }
    try LibGit2.start()
    try folder?.beginUse()
    let stop = StopFlag()
    let outcome = Outcome<Success>()
    do {
        try OwnThread.start {
            let result: Result<Success, GitError>
            do throws(GitError) {
                result = .success(try work(stop))
            } catch {
                result = .failure(error)
            }
            folder?.endUse()
            outcome.finish(result)
        }
    } catch {
        folder?.endUse()
        throw error
    }

    // Ends the waiting first: the error of a stopped transfer must not come before the reason why it was stopped.
    let giveUp: @Sendable (GitError) -> Void = { reason in
        outcome.finish(.failure(reason))
        stop.set()
    }
    let timer = limits.timeout.map { limit in
        Task {
            do {
                try await Task.sleep(for: limit)
            } catch {
                return  // The operation was faster.
            }
            giveUp(.timedOut(operation: operation, limit: limit))
        }
    }
    defer { timer?.cancel() }
    let result = await withTaskCancellationHandler {
        await withCheckedContinuation { outcome.deliver(to: $0) }
    } onCancel: {
        if limits.endsOnCancellation {
            giveUp(.cancelled(operation: operation))
        }
    }
    return try result.get()
}
