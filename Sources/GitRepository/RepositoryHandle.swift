import CGit2
import Synchronization

/// Owns a libgit2 repository, which one thread at a time may use.
final class RepositoryHandle: Sendable {
    private struct Owner: ~Copyable {
        let repository: OpaquePointer

        deinit {
            git_repository_free(repository)
        }
    }

    private let owner: Mutex<Owner>

    private init(adopting repository: sending OpaquePointer) {
        owner = Mutex(Owner(repository: repository))
    }

    /// Runs the work while no other thread uses the repository. Nothing of libgit2 may leave the closure.
    func use<Result: Sendable>(_ work: (OpaquePointer) throws(GitError) -> Result) throws(GitError) -> Result {
        try owner.withLock { owner throws(GitError) in try work(owner.repository) }
    }

    /// A repository without a folder, for asking a remote with the user's own git configuration in force.
    static func inMemory() throws(GitError) -> RepositoryHandle {
        let operation = "read the git configuration"
        var repository: OpaquePointer?
        try LibGit2.check(git_repository_new(&repository), operation)
        let handle = RepositoryHandle(adopting: try LibGit2.require(repository, operation))
        var configuration: OpaquePointer?
        try LibGit2.check(git_config_open_default(&configuration), operation)
        defer { git_config_free(configuration) }
        let opened = configuration
        try handle.use { repository throws(GitError) in
            try LibGit2.check(git_repository_set_config(repository, opened), operation)
        }
        return handle
    }

    /// Makes a new bare repository in an empty folder.
    static func makeBare(at path: String, branch: String) throws(GitError) -> RepositoryHandle {
        let operation = "make a git repository in \(path)"
        var options = git_repository_init_options()
        try LibGit2.check(
            git_repository_init_options_init(&options, UInt32(GIT_REPOSITORY_INIT_OPTIONS_VERSION)),
            operation
        )
        options.flags = GIT_REPOSITORY_INIT_BARE.rawValue | GIT_REPOSITORY_INIT_NO_REINIT.rawValue
        var repository: OpaquePointer?
        let code = branch.withCString { name in
            options.initial_head = name
            return git_repository_init_ext(&repository, path, &options)
        }
        try LibGit2.check(code, operation)
        return RepositoryHandle(adopting: try LibGit2.require(repository, operation))
    }

    /// Opens the repository of a folder or of the nearest folder above it.
    static func open(_ path: String, searchingUpward: Bool) throws(GitError) -> RepositoryHandle {
        let flags = searchingUpward ? 0 : GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue
        var repository: OpaquePointer?
        let code = git_repository_open_ext(&repository, path, flags, nil)
        guard code != GIT_ENOTFOUND.rawValue else {
            throw GitError.notARepository(path: path)
        }
        guard code != GIT_EOWNER.rawValue else {
            throw GitError.foreignOwner(path: path)
        }
        try LibGit2.check(code, "open the git repository \(path)")
        return RepositoryHandle(adopting: try LibGit2.require(repository, "open the git repository \(path)"))
    }
}
