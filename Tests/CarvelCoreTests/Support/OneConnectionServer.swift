import Glibc
import Synchronization

/// A server on 127.0.0.1 for one connection: it answers the first request with what it is told to, and then goes on as
/// it is told until the client closes.
final class OneConnectionServer: Sendable {
    /// What happens to the connection.
    enum Event: Sendable {
        /// The request is there, and the beginning of the answer is sent.
        case answered
        /// The client has closed.
        case closed
    }

    struct SetupFailure: Error {}

    let port: Int
    let events: AsyncStream<Event>

    var url: String { "http://127.0.0.1:\(port)" }

    /// - Parameters:
    ///   - start: the beginning of the answer; empty for none.
    ///   - drop: what is sent again and again after it, ten times a second; `nil` for nothing.
    init(answering start: String, thenDropping drop: String? = nil) throws {
        let (listener, port) = try Self.listen()
        self.port = port
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        self.events = events
        startDetachedThread {
            let connection = accept(listener, nil, nil)
            close(listener)
            var buffer = [UInt8](repeating: 0, count: 65_536)
            guard connection >= 0, recv(connection, &buffer, buffer.count, 0) > 0 else { return continuation.finish() }
            Self.send(start, to: connection)
            continuation.yield(.answered)
            while !Self.isClosed(connection, &buffer, within: drop == nil ? -1 : 100) {
                Self.send(drop ?? "", to: connection)
            }
            close(connection)
            continuation.yield(.closed)
            continuation.finish()
        }
    }

    /// Whether the client closes within some milliseconds; negative for as long as it takes.
    private static func isClosed(_ connection: Int32, _ buffer: inout [UInt8], within milliseconds: Int32) -> Bool {
        var poller = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
        guard poll(&poller, 1, milliseconds) > 0 else { return false }
        return recv(connection, &buffer, buffer.count, 0) <= 0
    }

    private static func send(_ text: String, to connection: Int32) {
        let bytes = Array(text.utf8)
        _ = Glibc.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    private static func listen() throws -> (socket: Int32, port: Int) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) | Glibc.listen(listener, 1) | getsockname(listener, address, &length)
            }
        }
        guard listener >= 0, status == 0 else { throw SetupFailure() }
        return (listener, Int(UInt16(bigEndian: address.sin_port)))
    }
}

private func startDetachedThread(_ work: @escaping @Sendable () -> Void) {
    final class Box: Sendable {
        let work: @Sendable () -> Void
        init(_ work: @escaping @Sendable () -> Void) { self.work = work }
    }
    var thread = pthread_t()
    pthread_create(
        &thread,
        nil,
        { context in
            if let context { Unmanaged<Box>.fromOpaque(context).takeRetainedValue().work() }
            return nil
        },
        Unmanaged.passRetained(Box(work)).toOpaque()
    )
    pthread_detach(thread)
}
