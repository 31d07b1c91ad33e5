import CGit2
import FoundationEssentials
import Glibc
import Synchronization

/// What is kept of one remote, as a bare repository: its objects, and the heads that its branches had.
///
/// Objects are only ever added, those of a head before the head itself, so that all that a head leads to is there.
final class CachedRepository: Sendable {
    private struct State {
        var isDoubtful = false
        var isUploading = false
    }

    /// The folder with the lock and the repository.
    private let folder: String
    private let lock: FolderLock
    private let state = Mutex(State())

    private var path: String { "\(folder)/repository.git" }
    private var packs: String { "\(path)/objects/pack" }

    /// With more, looking something up would take longer; then it is cheaper to begin anew.
    static let mostPacks = 200
    /// The heads, by a hash of the branch's name: a branch may have the name of another's folder.
    private static let heads = "refs/carvel/"

    /// - Parameter lock: keeps the folder until this is gone.
    init(_ folder: String, _ lock: FolderLock) {
        self.folder = folder
        self.lock = lock
    }

    /// Whether it is to be made anew: it lacks files, or has too many.
    var isWornOut: Bool {
        let files = Set(FolderRemoval.names(in: packs))
        let indexes = files.filter { $0.hasSuffix(".idx") }
        return indexes.count > Self.mostPacks || !indexes.allSatisfy { files.contains($0.dropLast(4) + ".pack") }
    }

    /// Whether it turned out while it was used that it may be damaged.
    var isDoubtful: Bool { state.withLock(\.isDoubtful) }

    /// Whether a push was begun with its objects, which may have arrived.
    var isUploading: Bool { state.withLock(\.isUploading) }

    private func doubt() { state.withLock { $0.isDoubtful = true } }

    func noteUpload() { state.withLock { $0.isUploading = true } }

    /// Removes the repository, unless another command works with it; no clone may borrow from it any more.
    ///
    /// - Returns: whether it is gone.
    @discardableResult
    func discard() -> Bool {
        // The shared lock is this process's own, and would keep it out.
        lock.release()
        guard let alone = try? FolderLock.exclusive(in: folder) else { return false }
        defer { alone.release() }
        return FolderRemoval.remove(path)
    }
}

// MARK: Lending

extension CachedRepository {
    /// Lets an empty bare repository borrow all objects, and gives it the heads, by which the server learns what is there.
    func lend(to clone: String) throws(GitError) {
        guard FileKind(of: path) == .folder else { return }
        let heads = try RepositoryHandle.open(path, searchingUpward: false).use { repository throws(GitError) in
            try Self.heads(in: repository)
        }
        let file = "\(clone)/objects/info/alternates"
        do {
            try Data("\(path)/objects\n".utf8).write(to: URL(filePath: file))
        } catch {
            throw GitError.fileSystem(operation: "write", path: file, reason: "\(error)")
        }
        try RepositoryHandle.open(clone, searchingUpward: false).use { repository throws(GitError) in
            for (name, head) in heads { _ = try Self.set(name, to: head, in: repository) }
        }
    }

    private static func heads(in repository: OpaquePointer) throws(GitError) -> [(name: String, head: git_oid)] {
        let operation = "read what is kept of the repository"
        var list = git_strarray()
        try LibGit2.check(git_reference_list(&list, repository), operation)
        defer { git_strarray_dispose(&list) }
        var heads: [(name: String, head: git_oid)] = []
        for name in UnsafeBufferPointer(start: list.strings, count: list.count) {
            guard let name, String(cString: name).hasPrefix(Self.heads) else { continue }
            var head = git_oid()
            try LibGit2.check(git_reference_name_to_id(&head, repository, name), operation)
            heads.append((String(cString: name), head))
        }
        return heads
    }

    /// Fails where the commit is not there.
    ///
    /// - Returns: false where another command is at it, or was killed when it was.
    private static func set(_ name: String, to head: git_oid, in repository: OpaquePointer) throws(GitError) -> Bool {
        var (id, made) = (head, OpaquePointer?.none)
        let code = git_reference_create(&made, repository, name, &id, 1, nil)
        if code == GIT_ELOCKED.rawValue { return false }
        try LibGit2.check(code, "keep the head of a branch")
        git_reference_free(made)
        return true
    }
}

// MARK: Keeping

extension CachedRepository {
    /// Keeps what a clone has fetched.
    ///
    /// - Returns: whether it is the first that is kept of this remote.
    func keep(_ branch: String, at head: String, of clone: String) throws(GitError) -> Bool {
        do throws(GitError) {
            let isFirst = try make(branch: branch)
            let fetched = "\(clone)/objects/pack"
            let names = FolderRemoval.names(in: fetched).filter { $0.hasPrefix("pack-") }
            // A pack counts from the moment that its index is there.
            for name in names.filter({ $0.hasSuffix(".pack") }) + names.filter({ $0.hasSuffix(".idx") }) {
                try FileCopy.put("\(fetched)/\(name)", at: "\(packs)/\(name)")
            }
            let name = Self.heads + (try git_oid(hashing: branch)).hex
            try RepositoryHandle.open(path, searchingUpward: false).use { repository throws(GitError) in
                var known = git_oid()
                if git_reference_name_to_id(&known, repository, name) == 0, known.hex == head { return }
                guard let head = git_oid(hex: head) else { throw GitError.commitNotFound(id: head) }
                if try !Self.set(name, to: head, in: repository) { doubt() }
            }
            return isFirst
        } catch {
            doubt()
            throw error
        }
    }

    /// Makes the repository where it is not there. Of several commands that do so at once one is the first.
    private func make(branch: String) throws(GitError) -> Bool {
        guard FileKind(of: path) == .missing else { return false }
        let new = try TemporaryFolder(in: folder)
        defer { new.close() }
        _ = try RepositoryHandle.makeBare(at: new.path, branch: branch)
        if rename(new.path, path) == 0 { return true }
        let number = errno
        guard number != EEXIST, number != ENOTEMPTY else { return false }
        throw GitError.fileSystem(operation: "make", path: path, reason: systemMessage(number))
    }
}
