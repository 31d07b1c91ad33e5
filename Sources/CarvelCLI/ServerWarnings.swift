import CarvelCore
import Synchronization

/// Tells warnings, each once: those of servers, as kubectl does, and those about the machine.
final class ServerWarnings: Sendable {
    private let write: @Sendable (String) -> Void
    private let told = Mutex<Set<String>>([])

    init(write: @escaping @Sendable (String) -> Void) {
        self.write = write
    }

    /// Tells a warning, unless it has been told before.
    func tell(_ warning: ServerWarning) {
        tell("cluster \"\(warning.cluster)\": \(warning.text)")
    }

    /// Tells a sentence, unless it has been told before.
    func tell(_ sentence: String) {
        guard told.withLock({ $0.insert(sentence).inserted }) else { return }
        write(sentence)
    }
}
