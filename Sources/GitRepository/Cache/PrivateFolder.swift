import Glibc

/// Folders that nobody but this user may look into.
enum PrivateFolder {
    /// Makes the folder where it is not there.
    ///
    /// - Throws: `fileSystem` where it can't be made, or another user has it or may look into it: then what is in it may
    ///   be another's.
    static func make(_ path: String) throws(GitError) {
        try makeWithoutCheck(path)
        var status = stat()
        guard lstat(path, &status) == 0 else { throw error(path, systemMessage(errno)) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw error(path, "it is no folder") }
        guard status.st_uid == geteuid() else { throw error(path, "it belongs to another user") }
        guard status.st_mode & 0o077 == 0 else {
            throw error(path, "others may look into it; remove it, or take their rights away")
        }
    }

    /// Makes the folder where nothing is there; whose it is is not looked at.
    static func makeWithoutCheck(_ path: String) throws(GitError) {
        guard mkdir(path, 0o700) != 0 else { return }
        // The one that is there may be in a place where none could be made.
        guard FileKind(of: path) == .missing else { return }
        throw error(path, systemMessage(errno))
    }

    private static func error(_ path: String, _ reason: String) -> GitError {
        .fileSystem(operation: "use the folder", path: path, reason: reason)
    }
}
