internal import Glibc
internal import Synchronization

/// The threads that libcurl runs on. All requests to one server go to the same thread, so that they share connections;
/// servers take turns, so that what one answers is not deciphered and unpacked behind what all others do.
final class CurlThreads: Sendable {
    private struct State {
        var threads: [CurlThread] = []
        /// The position of each server's thread.
        var places: [ServerAddress: Int] = [:]
        var isStopped = false
    }

    private let maxConnectionsPerHost: Int?
    private let state = Mutex(State())

    /// Beyond so many, others are the bottleneck.
    private static let most = 4
    private static let limit = max(1, min(most, sysconf(Int32(_SC_NPROCESSORS_ONLN))))

    init(maxConnectionsPerHost: Int?) {
        self.maxConnectionsPerHost = maxConnectionsPerHost
    }

    /// Where the requests to a server go. Starts its thread, should that not run yet.
    func commands(for server: ServerAddress) -> CommandQueue {
        state.withLock { state in
            guard !state.isStopped else { return CommandQueue(wakes: nil) }
            let place = state.places[server] ?? state.places.count % Self.limit
            state.places[server] = place
            if place == state.threads.count {
                state.threads.append(CurlThread(maxConnectionsPerHost: maxConnectionsPerHost))
            }
            // Where no further thread could be started, the first one does for all.
            let thread = state.threads[place].isRunning ? state.threads[place] : state.threads[0]
            return thread.commands
        }
    }

    /// Asks the threads to end; returns at once.
    func stop() {
        for thread in stopped() { thread.stop() }
    }

    /// Waits for the threads' end. A second caller waits no less than the first.
    func join() {
        for thread in stopped() { thread.join() }
    }

    private func stopped() -> [CurlThread] {
        state.withLock { state in
            state.isStopped = true
            return state.threads
        }
    }
}
