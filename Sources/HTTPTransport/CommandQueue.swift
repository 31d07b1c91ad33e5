internal import Synchronization

/// What other threads ask of one of libcurl's.
enum Command: Sendable {
    /// Sends the exchange's request.
    case start(Exchange)
    /// Something that held the exchange back is gone: let it go on.
    case resume(Exchange)
    /// Forgets the exchange, and closes its connection or stream.
    case end(Exchange)
}

/// Commands on their way to one of libcurl's threads, which is woken for each.
final class CommandQueue: Sendable {
    private struct State {
        var waiting: [Command] = []
        var isStopped = false
        /// What to wake; `nil` once nobody takes commands any more.
        var multi: MultiHandle?
    }

    private let state: Mutex<State>

    /// A queue for the thread that waits on `multi`; with none, it takes no command.
    init(wakes multi: MultiHandle?) {
        state = Mutex(State(multi: multi))
    }

    /// Hands over a command.
    ///
    /// - Returns: whether there is still a thread that will carry it out.
    @discardableResult
    func post(_ command: Command) -> Bool {
        state.withLock { state in
            guard let multi = state.multi, !state.isStopped else { return false }
            state.waiting.append(command)
            // Under the lock, for the handle is freed only after `close`.
            multi.wake()
            return true
        }
    }

    /// Asks the thread to end.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            state.multi?.wake()
        }
    }

    /// All commands that wait, in their order, or `nil` once the thread has to end.
    func take() -> [Command]? {
        state.withLock { state in
            if state.isStopped { return nil }
            let commands = state.waiting
            state.waiting = []
            return commands
        }
    }

    /// Takes no command any more, and wakes nobody.
    ///
    /// - Returns: what nobody carried out.
    func close() -> [Command] {
        state.withLock { state in
            state.isStopped = true
            state.multi = nil
            let commands = state.waiting
            state.waiting = []
            return commands
        }
    }
}
