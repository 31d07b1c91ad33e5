import Glibc
import HTTPTransport
import Synchronization

/// A server on 127.0.0.1 that speaks HTTP/1.1 exactly as a test's script says: each connection runs the script on a
/// thread of its own. It listens until the tests end, whoever holds it.
final class ScriptedServer: Sendable {
    let port: Int
    private let counter = Counter()

    var url: String { "http://127.0.0.1:\(port)" }
    /// How many connections were made to the server so far.
    var connectionCount: Int { counter.value }

    init(_ script: @escaping @Sendable (ServerConnection) -> Void) throws {
        let (listener, port) = try listenOnFreePort()
        self.port = port
        let counter = counter
        startThread {
            while true {
                let socket = accept(listener, nil, nil)
                guard socket >= 0 else { return }
                let number = counter.increment()
                startThread {
                    let connection = ServerConnection(socket: socket, number: number)
                    script(connection)
                    connection.close()
                }
            }
        }
    }

    /// A server that gives the same answer to every request, and keeps its connections.
    static func answering(_ answer: @escaping @Sendable (ReceivedRequest) -> String) throws -> ScriptedServer {
        try ScriptedServer { connection in
            while let request = connection.readRequest() { connection.write(response(answer(request))) }
        }
    }
}

/// A whole answer with status 200.
func response(_ body: String, headers: String = "") -> String {
    "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)"
}

/// A port of 127.0.0.1 where nothing listens.
func closedPort() throws -> Int {
    let (listener, port) = try listenOnFreePort()
    close(listener)
    return port
}

/// What a test helper could not do.
struct HelperFailure: Error, CustomStringConvertible {
    var description: String
}

final class Counter: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }

    @discardableResult
    func increment() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}

/// Lets threads of servers pass only once so many have come.
final class Gate: Sendable {
    private let arrived = Counter()
    private let needed: Int
    private let semaphore = SemaphoreBox()

    init(_ needed: Int) {
        self.needed = needed
    }

    func pass() {
        if arrived.increment() == needed { for _ in 0..<needed { sem_post(semaphore.pointer) } }
        sem_wait(semaphore.pointer)
    }

    /// A POSIX semaphore is made for use by many threads.
    private final class SemaphoreBox: @unchecked Sendable {
        let pointer = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
        init() { sem_init(pointer, 0, 0) }
        deinit {
            sem_destroy(pointer)
            pointer.deallocate()
        }
    }
}

func startThread(_ work: @escaping @Sendable () -> Void) {
    final class Box: Sendable {
        let work: @Sendable () -> Void
        init(_ work: @escaping @Sendable () -> Void) { self.work = work }
    }
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Box(work))
    pthread_create(
        &thread,
        nil,
        { context in
            if let context { Unmanaged<Box>.fromOpaque(context).takeRetainedValue().work() }
            return nil
        },
        box.toOpaque()
    )
    pthread_detach(thread)
}

private func listenOnFreePort() throws -> (socket: Int32, port: Int) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { address in
        address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            bind(listener, address, length) | listen(listener, 256) | getsockname(listener, address, &length)
        }
    }
    guard listener >= 0, status == 0 else { throw HelperFailure(description: "can't listen on 127.0.0.1") }
    return (listener, Int(UInt16(bigEndian: address.sin_port)))
}
