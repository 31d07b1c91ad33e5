import Synchronization

/// The temporary clones of this program.
public enum TemporaryFolders {
    /// Removes every temporary clone that still exists; for a program that ends early, as on Ctrl-C.
    ///
    /// Removing files blocks for a moment. Call it from a task, not inside a signal handler.
    ///
    /// - Returns: the folders that could not be removed; empty when all is clean.
    @discardableResult
    public static func removeAll() -> [String] {
        FolderRegistry.program.removeAll()
    }
}

/// Remembers folders until they are removed.
final class FolderRegistry: Sendable {
    /// The one of the whole program.
    static let program = FolderRegistry()

    private let paths = Mutex<Set<String>>([])

    func add(_ path: String) {
        paths.withLock { _ = $0.insert(path) }
    }

    /// Removes a folder with all that is in it. False when some of it is left; it is then remembered further.
    @discardableResult
    func remove(_ path: String) -> Bool {
        guard FolderRemoval.remove(path) else { return false }
        paths.withLock { _ = $0.remove(path) }
        return true
    }

    /// Removes all folders, and gives back those that could not be removed.
    func removeAll() -> [String] {
        let all = paths.withLock { $0 }
        return all.filter { !remove($0) }.sorted()
    }
}
