import Glibc
import Synchronization

/// The lock of a folder. The system lifts it when its owner ends, however that comes.
final class FolderLock: Sendable {
    private let descriptor: Mutex<Int32>

    private init(_ descriptor: Int32) {
        self.descriptor = Mutex(descriptor)
    }

    deinit {
        release()
    }

    /// Lifts the lock.
    func release() {
        descriptor.withLock { descriptor in
            guard descriptor >= 0 else { return }
            // A program that is just being started has the descriptor too, and with it the lock, until it is itself.
            flock(descriptor, LOCK_UN)
            close(descriptor)
            descriptor = -1
        }
    }

    /// Takes part in using the folder; `nil` while somebody has it alone. Says that it is in use today, too.
    static func shared(in folder: String) throws(GitError) -> FolderLock? {
        let lock = try take(LOCK_SH, in: folder)
        lock?.descriptor.withLock { _ = futimens($0, nil) }
        return lock
    }

    /// Takes the folder alone; `nil` while somebody else uses it.
    static func exclusive(in folder: String) throws(GitError) -> FolderLock? {
        try take(LOCK_EX, in: folder)
    }

    /// Whether the folder has not been used for some days.
    static func isOlder(in folder: String, days: Int) throws(GitError) -> Bool {
        var status = stat()
        guard lstat(path(in: folder), &status) == 0 else { return false }
        return time(nil) - status.st_mtim.tv_sec > days * 24 * 60 * 60
    }

    private static func take(_ kind: Int32, in folder: String) throws(GitError) -> FolderLock? {
        let path = path(in: folder)
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw error(path, errno) }
        let lock = FolderLock(descriptor)
        while flock(descriptor, kind | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return nil }
            if errno != EINTR { throw error(path, errno) }
        }
        // It may have been removed with its folder just before: then it keeps nobody out.
        var (own, there) = (stat(), stat())
        guard fstat(descriptor, &own) == 0, lstat(path, &there) == 0, own.st_ino == there.st_ino else { return nil }
        return lock
    }

    private static func path(in folder: String) -> String { "\(folder)/lock" }

    private static func error(_ path: String, _ number: Int32) -> GitError {
        .fileSystem(operation: "lock", path: path, reason: systemMessage(number))
    }
}
