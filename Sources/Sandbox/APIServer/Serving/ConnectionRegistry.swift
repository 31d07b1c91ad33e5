import Glibc
import HummingbirdCore
import Logging
import NIOCore
import NIOSSL
import Synchronization

/// Knows the open connections of a server, so that it can close them when it stops.
final class ConnectionRegistry: Sendable {
    private struct State {
        var isClosed = false
        var channels: [ObjectIdentifier: any Channel] = [:]
    }

    private let state = Mutex(State())

    /// Takes in a new connection; once the registry is closed the connection is closed as well.
    func add(_ channel: any Channel) {
        let identifier = ObjectIdentifier(channel)
        let isClosed = state.withLock { state in
            if !state.isClosed { state.channels[identifier] = channel }
            return state.isClosed
        }
        if isClosed {
            channel.close(promise: nil)
            return
        }
        channel.closeFuture.whenComplete { [weak self] _ in
            self?.state.withLock { $0.channels[identifier] = nil }
        }
    }

    /// The connection that a request's channel belongs to: itself in HTTP/1.1, its parent for a stream of HTTP/2.
    func connection(of channel: any Channel) -> any Channel {
        // The parent of a connection is the listening socket, which must never be taken for one.
        guard let parent = channel.parent else { return channel }
        let isStream = state.withLock { $0.channels[ObjectIdentifier(parent)] != nil }
        return isStream ? parent : channel
    }

    /// Closes every connection, without waiting for clients to agree.
    func closeAll() {
        let channels = state.withLock { state in
            state.isClosed = true
            return Array(state.channels.values)
        }
        for channel in channels { Self.closeAtOnce(channel) }
    }

    /// Lets new connections in again.
    func reopen() {
        state.withLock { $0.isClosed = false }
    }

    /// Breaks a connection off, so that the client sees a reset.
    static func reset(_ channel: any Channel) {
        (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
            .whenComplete { _ in closeAtOnce(channel) }
    }

    /// Closes the socket itself. An ordinary close would have TLS wait for the client's goodbye.
    private static func closeAtOnce(_ channel: any Channel) {
        channel.eventLoop.execute {
            if let context = try? channel.pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self) {
                context.close(mode: .all, promise: nil)
            } else {
                channel.close(promise: nil)
            }
        }
    }
}

/// A child channel of a server whose connections a registry knows.
struct RegisteredChannel<Base: ServerChildChannel>: ServerChildChannel {
    typealias Value = Base.Value

    let base: Base
    let registry: ConnectionRegistry

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        // A client that closes its side is gone. Its open watches should not linger until the next event.
        do {
            try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: false)
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
        registry.add(channel)
        return base.setup(channel: channel, logger: logger)
    }

    func handle(value: Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
