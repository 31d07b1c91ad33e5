/// Why an operation on a git repository failed.
///
/// No case carries a secret: URLs are given without user name, password and query.
public enum GitError: Error, Sendable, Hashable {
    /// The URL cannot be read, or names a protocol that is not supported.
    case invalidURL(url: String, reason: String)
    /// A user name, password or token has a character that cannot be sent.
    case invalidCredentials(reason: String)
    /// The server asks for credentials, and none were given.
    case authenticationRequired(url: String)
    /// The server did not accept the credentials.
    case authenticationFailed(url: String)
    /// The server knows who asks, and does not allow it.
    case forbidden(url: String)
    /// There is no repository at this URL, or these credentials may not see it.
    case notFound(url: String)
    /// No connection to the server, or the connection broke.
    case unreachable(url: String, reason: String)
    /// The server's TLS certificate is not trusted.
    case untrustedCertificate(url: String)
    /// The ssh server took none of the keys of the ssh agent, or there is no agent.
    case noKeyAccepted(url: String)
    /// The ssh server shows a key that nothing is known of.
    case unknownHostKey(url: String, type: String, fingerprint: String)
    /// The ssh server shows another key than the one that it is known by.
    case changedHostKey(url: String, type: String, fingerprint: String)
    /// The server answered with an HTTP status that git has no use for.
    case httpStatus(url: String, status: Int)
    /// The remote has branches, but not this one.
    case branchNotFound(branch: String, url: String)
    /// Somebody else pushed to the branch in the meantime; nothing was pushed.
    case nonFastForward(branch: String, url: String)
    /// The server refused the push for a reason of its own, such as a hook or a protected branch.
    case pushRejected(branch: String, url: String, reason: String)
    /// The operation took longer than allowed. A push may have arrived all the same.
    case timedOut(operation: String, limit: Duration)
    /// The Swift task was cancelled. A push may have arrived all the same.
    case cancelled(operation: String)
    /// Neither this folder nor any folder above it is a git repository.
    case notARepository(path: String)
    /// The repository belongs to another user of this machine.
    case foreignOwner(path: String)
    /// The checkout is on no branch.
    case detachedHead(path: String)
    /// The checkout is no longer on the branch that it was on when it was opened.
    case branchSwitched(path: String, branch: String)
    /// A merge, rebase or the like has not been finished in this checkout.
    case operationInProgress(path: String)
    /// The repository was opened without a remote to push to or fetch from.
    case noRemote(path: String)
    /// The temporary clone was used after it had been removed.
    case cloneRemoved(path: String)
    /// The repository has no such commit.
    case commitNotFound(id: String)
    /// A path that git cannot store, or that collides with another file or folder.
    case invalidPath(path: String, reason: String)
    /// A branch name that git does not allow.
    case invalidBranch(name: String)
    /// An author whose name or email git cannot store.
    case invalidAuthor(reason: String)
    /// These files of the checkout have changes that were never committed; they would be lost.
    case uncommittedChanges(paths: [String])
    /// The branch of the local repository moved while the commit was made; nothing was committed.
    case branchMoved(branch: String)
    /// A call to the operating system failed.
    case fileSystem(operation: String, path: String, reason: String)
    /// libgit2 failed for a reason that has no case of its own.
    case operationFailed(operation: String, reason: String)
}

extension GitError: CustomStringConvertible {
    /// One sentence or two for the user: what was found, where, and what to do.
    public var description: String {
        remoteDescription ?? localDescription
    }

    private var remoteDescription: String? {
        switch self {
        case .invalidURL(let url, let reason):
            "The git URL \"\(url)\" cannot be used: \(reason)."
        case .invalidCredentials(let reason):
            "The git credentials cannot be used: \(reason)."
        case .authenticationRequired(let url):
            "The git server asks for credentials for \(url), and none were given."
        case .authenticationFailed(let url):
            "The git server did not accept the credentials for \(url)."
        case .forbidden(let url):
            "The git server does not allow these credentials to do this with \(url)."
        case .notFound(let url):
            "There is no git repository at \(url), or these credentials may not see it."
        case .unreachable(let url, let reason):
            "The git server of \(url) cannot be reached: \(reason)."
        case .untrustedCertificate(let url):
            "The TLS certificate of the git server of \(url) is not trusted by this machine."
        case .noKeyAccepted(let url):
            "The ssh server of \(url) took no key of the ssh agent, or there is no agent. Add the key with ssh-add, or give"
                + " a key file."
        case .unknownHostKey(let url, let type, let fingerprint):
            "The ssh server of \(url) shows a key that known_hosts does not have: \(type) \(fingerprint). Compare it with"
                + " what its owner publishes, and add it with ssh-keyscan."
        case .changedHostKey(let url, let type, let fingerprint):
            "The ssh server of \(url) shows another key than known_hosts has: \(type) \(fingerprint). Somebody may stand"
                + " in its place. If it has a new key indeed, take the old one out with ssh-keygen -R."
        case .httpStatus(let url, let status):
            "The git server of \(url) answered with HTTP status \(status)."
        case .branchNotFound(let branch, let url):
            "The git repository \(url) has no branch \"\(branch)\"."
        case .nonFastForward(let branch, let url):
            "Branch \"\(branch)\" of \(url) has new commits; nothing was pushed. Fetch them and try again."
        case .pushRejected(let branch, let url, let reason):
            "The git server refused the push to branch \"\(branch)\" of \(url): \(reason)."
        default: nil
        }
    }

    private var localDescription: String {
        switch self {
        case .timedOut(let operation, let limit):
            "Could not \(operation) within \(limit)."
        case .cancelled(let operation):
            "Stopped before the end: \(operation)."
        case .notARepository(let path):
            "Neither \(path) nor a folder above it is a git repository."
        case .foreignOwner(let path):
            "The git repository \(path) belongs to another user. Add it to safe.directory of your git configuration."
        case .detachedHead(let path):
            "The checkout \(path) is on no branch. Switch to a branch first."
        case .branchSwitched(let path, let branch):
            "The checkout \(path) is no longer on branch \"\(branch)\". Switch back or start again."
        case .operationInProgress(let path):
            "A merge, rebase or the like is unfinished in \(path). Finish or abort it first."
        case .noRemote(let path):
            "The git repository \(path) was opened without a remote."
        case .cloneRemoved(let path):
            "The temporary clone \(path) has been removed already."
        case .commitNotFound(let id):
            "The git repository has no commit \(id)."
        case .invalidPath(let path, let reason):
            "The path \"\(path)\" cannot be committed: \(reason)."
        case .invalidBranch(let name):
            "\"\(name)\" is not a valid name of a git branch."
        case .invalidAuthor(let reason):
            "The author of the commit cannot be used: \(reason)."
        case .uncommittedChanges(let paths):
            "Uncommitted changes would be lost in: \(paths.joined(separator: ", ")). Commit or stash them first."
        case .branchMoved(let branch):
            "Branch \"\(branch)\" moved while the commit was made; nothing was committed. Try again."
        case .fileSystem(let operation, let path, let reason):
            "Could not \(operation) \(path): \(reason)."
        case .operationFailed(let operation, let reason):
            "Could not \(operation): \(reason)."
        default:
            "The git operation failed."
        }
    }
}
