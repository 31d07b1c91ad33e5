import Synchronization

/// Host and port of a server, which are only known once it listens.
final class ServerAddress: Sendable {
    private let address = Mutex("")

    var text: String { address.withLock { $0 } }

    func set(_ text: String) {
        address.withLock { $0 = text }
    }
}
