import CGit2

extension TransferSession {
    /// Turns a failed call into an error, as seen from the conversation with this remote.
    func check(_ code: Int32, _ operation: String, branch: String = "") throws(GitError) {
        guard code < 0 else { return }
        throw error(for: LibGit2Failure(code: code), operation: operation, branch: branch)
    }

    private func error(for failure: LibGit2Failure, operation: String, branch: String) -> GitError {
        let url = address.display
        if let (key, refusal) = refusedKey {
            return refusal == .unknown
                ? .unknownHostKey(url: url, type: key.type, fingerprint: key.fingerprint)
                : .changedHostKey(url: url, type: key.type, fingerprint: key.fingerprint)
        }
        if failure.has(GIT_EAUTH), address.kind == .ssh, credentials == .none { return .noKeyAccepted(url: url) }
        if failure.has(GIT_EAUTH) {
            return lackedCredentials ? .authenticationRequired(url: url) : .authenticationFailed(url: url)
        }
        if failure.has(GIT_ECERTIFICATE) {
            return .untrustedCertificate(url: url)
        }
        if failure.has(GIT_ENONFASTFORWARD) {
            return .nonFastForward(branch: branch, url: url)
        }
        switch address.kind {
        case .localPath:
            // Where there is no such folder, libgit2 takes the path for an unknown network protocol.
            let isMissing = failure.has(GIT_ENOTFOUND) || failure.isAbout(GIT_ERROR_NET)
            return isMissing ? .notFound(url: url) : failure.error(during: operation)
        case .http: return httpError(for: failure, operation: operation)
        case .ssh: return sshError(for: failure, operation: operation)
        }
    }

    private func httpError(for failure: LibGit2Failure, operation: String) -> GitError {
        let url = address.display
        if failure.isAbout(GIT_ERROR_HTTP), let status = Self.httpStatus(in: failure) {
            return switch status {
            case 401: .authenticationFailed(url: url)
            case 403: .forbidden(url: url)
            case 404, 410: .notFound(url: url)
            default: .httpStatus(url: url, status: status)
            }
        }
        // A refused connection counts as an error of the operating system, all else of the network as GIT_ERROR_NET.
        if failure.isAbout(GIT_ERROR_NET) || failure.isAbout(GIT_ERROR_OS) || failure.isAbout(GIT_ERROR_SSL) {
            return .unreachable(url: url, reason: failure.message)
        }
        return failure.error(during: operation)
    }

    /// libgit2 hands out the HTTP status nowhere but as the number at the end of its message.
    private static func httpStatus(in failure: LibGit2Failure) -> Int? {
        guard let number = failure.message.split(separator: " ").last.flatMap({ Int($0) }) else { return nil }
        return (100...599).contains(number) ? number : nil
    }

    private func sshError(for failure: LibGit2Failure, operation: String) -> GitError {
        let url = address.display
        let message = failure.message
        if failure.isAbout(GIT_ERROR_SSH), message.contains("agent") { return .noKeyAccepted(url: url) }
        if failure.isAbout(GIT_ERROR_SSH), message.contains("authenticat") || message.contains("credentials") {
            return credentials == .none ? .noKeyAccepted(url: url) : .authenticationFailed(url: url)
        }
        // What the server's git has said about it comes on another stream, which libgit2 does not pass on.
        if failure.has(GIT_EEOF) || message.contains("EOF") { return .notFound(url: url) }
        let isNetwork = [GIT_ERROR_NET, GIT_ERROR_OS, GIT_ERROR_SSH].contains { failure.isAbout($0) }
        return isNetwork ? .unreachable(url: url, reason: message) : failure.error(during: operation)
    }
}
