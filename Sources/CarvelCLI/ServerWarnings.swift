import CarvelCore
import Synchronization

/// Tells the warnings of servers, each once, as kubectl does.
final class ServerWarnings: Sendable {
    private let write: @Sendable (String) -> Void
    private let told = Mutex<Set<ServerWarning>>([])

    init(write: @escaping @Sendable (String) -> Void) {
        self.write = write
    }

    /// Tells a warning, unless it has been told before.
    func tell(_ warning: ServerWarning) {
        guard told.withLock({ $0.insert(warning).inserted }) else { return }
        write("cluster \"\(warning.cluster)\": \(warning.text)")
    }
}
