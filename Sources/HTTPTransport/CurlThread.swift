internal import CCurl
internal import Glibc
internal import Synchronization

/// Starts the thread that libcurl runs on, and hands it commands.
final class CurlThread: Sendable {
    let commands: CommandQueue
    private let thread: Mutex<pthread_t?>

    init(maxConnectionsPerHost: Int?) {
        guard let multi = MultiHandle(maxConnectionsPerHost: maxConnectionsPerHost) else {
            commands = CommandQueue(wakes: nil)
            thread = Mutex(nil)
            return
        }
        commands = CommandQueue(wakes: multi)
        let loop = Unmanaged.passRetained(CurlLoop(multi: multi, commands: commands))
        var started = pthread_t()
        let status = pthread_create(
            &started,
            nil,
            { context in
                guard let context else { return nil }
                blockSignals()
                Unmanaged<CurlLoop>.fromOpaque(context).takeRetainedValue().run()
                return nil
            },
            loop.toOpaque()
        )
        if status == 0 {
            thread = Mutex(started)
        } else {
            loop.release()
            _ = commands.close()
            multi.free()
            thread = Mutex(nil)
        }
    }

    deinit {
        // A thread that nobody waited for must give back its stack by itself.
        thread.withLock { thread in
            if let thread { pthread_detach(thread) }
        }
    }

    /// Whether it could be started, and nobody has waited for its end.
    var isRunning: Bool { thread.withLock { $0 != nil } }

    /// Asks the thread to end; returns at once.
    func stop() {
        commands.stop()
    }

    /// Waits for the thread's end. A second caller waits no less than the first.
    func join() {
        thread.withLock { thread in
            guard let running = thread else { return }
            pthread_join(running, nil)
            thread = nil
        }
    }
}

/// Signals belong to the program's other threads. Without this, a server that closes a connection while TLS data is
/// written could end the whole process with SIGPIPE, which is sent to the thread that writes.
private func blockSignals() {
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, nil)
}
