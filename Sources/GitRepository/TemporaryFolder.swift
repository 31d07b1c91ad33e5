import Glibc
import Synchronization

/// A folder of the temporary kind, readable by this user only.
final class TemporaryFolder: Sendable {
    private struct State {
        var users = 0
        var isClosed = false
    }

    let path: String
    private let registry: FolderRegistry
    private let state = Mutex(State())

    /// Makes a new folder.
    ///
    /// - Parameters:
    ///   - parent: an existing folder.
    ///   - registry: remembers the folder until it is removed.
    init(in parent: String, registry: FolderRegistry = .program) throws(GitError) {
        var template = Array("\(parent)/carvel-git-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw GitError.fileSystem(operation: "make a folder in", path: parent, reason: systemMessage(errno))
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        self.registry = registry
        registry.add(path)
    }

    /// Says that an operation works in the folder.
    func beginUse() throws(GitError) {
        let isOpen = state.withLock { state in
            guard !state.isClosed else { return false }
            state.users += 1
            return true
        }
        guard isOpen else {
            throw GitError.cloneRemoved(path: path)
        }
    }

    /// Says that the operation is over; removes what it left in a folder that was closed meanwhile.
    func endUse() {
        let mustRemove = state.withLock { state in
            state.users -= 1
            return state.isClosed && state.users == 0
        }
        if mustRemove {
            registry.remove(path)
        }
    }

    /// Removes the folder now. An abandoned operation may still write into it, so `endUse` removes it once more.
    func close() {
        state.withLock { $0.isClosed = true }
        registry.remove(path)
    }
}
