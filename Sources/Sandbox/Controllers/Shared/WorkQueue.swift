import Synchronization

/// Objects that want a controller's attention. One object is handled by one task at a time; if it is asked for while it
/// is being handled, it is handled once more afterwards.
final class WorkQueue<Key: Hashable & Sendable>: Sendable {
    private enum Phase {
        case queued
        case handled
        /// Asked for again while it is being handled.
        case handledAgain
    }

    private struct State {
        var phases: [Key: Phase] = [:]
        var alarms: [Key: Task<Void, Never>] = [:]
    }

    private let state = Mutex(State())
    private let ready: AsyncStream<Key>
    private let continuation: AsyncStream<Key>.Continuation

    init() {
        (ready, continuation) = AsyncStream.makeStream(of: Key.self)
    }

    /// Asks for an object to be handled, at once or as soon as it is free.
    func add(_ key: Key) {
        let isNew = state.withLock { state in
            state.alarms.removeValue(forKey: key)?.cancel()
            switch state.phases[key] {
            case nil:
                state.phases[key] = .queued
                return true
            case .queued:
                return false
            case .handled, .handledAgain:
                state.phases[key] = .handledAgain
                return false
            }
        }
        if isNew { continuation.yield(key) }
    }

    /// Handles what is asked for until the task is cancelled.
    ///
    /// - Parameter handle: handles one object, and says after how long it wants to see it again unasked, if at all.
    func run(_ handle: @escaping @Sendable (Key) async -> Duration?) async {
        await withDiscardingTaskGroup { group in
            for await key in ready {
                group.addTask {
                    self.begin(key)
                    let pause = await handle(key)
                    self.end(key, again: pause)
                }
            }
            group.cancelAll()
        }
        let alarms = state.withLock { state in
            defer { state.alarms = [:] }
            return state.alarms
        }
        for alarm in alarms.values { alarm.cancel() }
    }

    private func begin(_ key: Key) {
        state.withLock { $0.phases[key] = .handled }
    }

    private func end(_ key: Key, again pause: Duration?) {
        let isWanted = state.withLock { state in
            if state.phases[key] == .handledAgain {
                state.phases[key] = .queued
                return true
            }
            state.phases[key] = nil
            if let pause, !Task.isCancelled {
                state.alarms[key] = Task { [weak self] in
                    guard (try? await Task.sleep(for: pause)) != nil else { return }
                    self?.add(key)
                }
            }
            return false
        }
        if isWanted { continuation.yield(key) }
    }
}
