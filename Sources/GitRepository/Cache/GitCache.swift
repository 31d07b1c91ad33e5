import CGit2

/// Where clones of remotes are kept from one command to the next, so that the next one fetches only what is new.
///
/// A clone that is worked with is a temporary one all the same, which borrows the objects that are kept here. So any
/// number of commands may work at the same time, and none that is killed leaves anything half-done: what is kept is added
/// to by whole files, and thrown away as a whole.
///
/// The server is always asked first, with the credentials at hand, and only what it lets them see is read. What is kept
/// is for this user of the machine alone, by URL and user name; it holds neither URL nor credentials.
public struct GitCache: Sendable {
    /// The folder of all that is kept.
    let folder: String
    private let base: String
    private let tell: @Sendable (String) -> Void

    /// Nothing is made or looked at yet.
    ///
    /// - Parameters:
    ///   - base: the user's folder for what may be lost at any time, by its absolute path. It need not be there, but the
    ///     folder that it is in does; without that nothing is kept.
    ///   - tell: is told in a sentence why nothing can be kept there; all works the same then, but slower.
    public init(in base: String, tell: @escaping @Sendable (String) -> Void) {
        self.base = base
        self.tell = tell
        folder = "\(base)/kubectl-carvel/git"
    }

    /// What is kept of a remote, locked for as long as the result lives; `nil` where nothing can be kept.
    func repository(of remote: GitRemote) async throws(GitError) -> CachedRepository? {
        // The objects of a path are on this machine already.
        guard remote.address.kind != .localPath, let parent = Self.parent(of: base) else { return nil }
        do throws(GitError) {
            return try await runBlocking("look for what is kept of \(remote.url)") { _ throws(GitError) in
                guard FileKind(of: parent) != .missing else { return nil }
                return try open(remote)
            }
        } catch {
            if case .cancelled = error { throw error }
            say(error)
            return nil
        }
    }

    /// Says why something could not be kept.
    func say(_ error: GitError) {
        tell("\(error) The repository can't be kept for the next time, which will take longer.")
    }

    private func open(_ remote: GitRemote) throws(GitError) -> CachedRepository? {
        let own = "\(folder)/\(try Self.key(remote))"
        try PrivateFolder.makeWithoutCheck(base)
        for path in ["\(base)/kubectl-carvel", folder, own] { try PrivateFolder.make(path) }
        guard let lock = try FolderLock.shared(in: own) else { return nil }
        let kept = CachedRepository(own, lock)
        guard kept.isWornOut else { return kept }
        return try kept.discard() ? FolderLock.shared(in: own).map { CachedRepository(own, $0) } : nil
    }

    /// Removes what has not been used for a month.
    func sweep() async throws(GitError) {
        let folder = folder
        try await runBlocking("look through \(folder)") { _ throws(GitError) in
            for name in FolderRemoval.names(in: folder) {
                let path = "\(folder)/\(name)"
                guard try FolderLock.isOlder(in: path, days: 30), let lock = try FolderLock.exclusive(in: path) else {
                    continue
                }
                // With its lock: who has opened that meanwhile sees that it is gone.
                _ = FolderRemoval.remove(path)
                lock.release()
            }
        }
    }

    /// The URL and the user name, as a name for a folder that tells neither.
    private static func key(_ remote: GitRemote) throws(GitError) -> String {
        var text = remote.address.url
        if case .password(let name, _) = remote.credentials { text += "\u{0}\(name)" }
        return try git_oid(hashing: text).hex
    }

    private static func parent(of path: String) -> String? {
        // A line break would end the path in the file that tells git where to borrow.
        guard path.hasPrefix("/"), path.count > 1, path.unicodeScalars.allSatisfy({ $0.value >= 32 }) else {
            return nil
        }
        let parts = path.split(separator: "/").dropLast()
        return "/" + parts.joined(separator: "/")
    }
}
