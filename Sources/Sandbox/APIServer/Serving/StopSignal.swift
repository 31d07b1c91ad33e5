import Synchronization

/// Tells open watches that the server stops.
final class StopSignal: Sendable {
    private struct State {
        var isStopped = false
        var lastIdentifier = 0
        var handlers: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    /// How many wait for the signal, which is how many watches are open.
    var handlerCount: Int { state.withLock { $0.handlers.count } }

    /// Calls the handler once when the server stops; at once if it has.
    ///
    /// - Returns: What to give to `remove` when the handler is no longer wanted.
    func onStop(_ handler: @escaping @Sendable () -> Void) -> Int {
        let (identifier, isStopped) = state.withLock { state in
            state.lastIdentifier += 1
            if !state.isStopped { state.handlers[state.lastIdentifier] = handler }
            return (state.lastIdentifier, state.isStopped)
        }
        if isStopped { handler() }
        return identifier
    }

    func remove(_ identifier: Int) {
        state.withLock { $0.handlers[identifier] = nil }
    }

    /// Lets the server start again.
    func rearm() {
        state.withLock { $0.isStopped = false }
    }

    func fire() {
        let handlers = state.withLock { state in
            state.isStopped = true
            defer { state.handlers = [:] }
            return Array(state.handlers.values)
        }
        for handler in handlers { handler() }
    }
}
