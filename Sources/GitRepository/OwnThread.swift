import Glibc

/// Threads for work that blocks, so that Swift's few threads for tasks never wait for a disk or a server.
enum OwnThread {
    private final class Work: Sendable {
        let run: @Sendable () -> Void

        init(run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }

    /// Runs the work on a new thread that nobody waits for.
    static func start(_ work: @escaping @Sendable () -> Void) throws(GitError) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))

        let handedOver = Unmanaged.passRetained(Work(run: work))
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            &attributes,
            { OwnThread.main($0) },
            handedOver.toOpaque()
        )
        guard code == 0 else {
            handedOver.release()
            throw GitError.operationFailed(operation: "start a thread", reason: systemMessage(code))
        }
    }

    /// The whole life of a thread.
    private static func main(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        blockSignals()
        guard let pointer else { return nil }
        Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().run()
        return nil
    }

    /// A connection that breaks while libgit2 writes to it raises SIGPIPE on this thread, which would end the program;
    /// all other signals are for the program's own threads.
    private static func blockSignals() {
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
    }
}

/// The operating system's words for an error number.
func systemMessage(_ number: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    // The variant with a buffer: plain strerror is not safe on several threads.
    guard strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
    let text = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: text, as: UTF8.self)
}
