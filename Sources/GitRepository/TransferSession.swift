import CGit2
import FoundationEssentials
import Glibc

/// What libgit2's callbacks need and leave behind during one conversation with a remote.
///
/// It belongs to one thread: libgit2 calls back on the thread of the call, so nothing here is locked.
final class TransferSession {
    let address: GitAddress
    /// Set once the server asked for credentials and there were none to give.
    private(set) var lackedCredentials = false
    /// The server's reasons for each branch that it did not update.
    private(set) var rejections: [String: String] = [:]
    /// The key of the ssh server that was not trusted, and why not.
    private(set) var refusedKey: (key: ShownHostKey, refusal: ShownHostKey.Refusal)?
    private let credentials: GitCredentials
    private let hostKeys: [GitHostKey]
    private let stop: StopFlag
    private var hasShownKey = false
    private var header: UnsafeMutablePointer<CChar>?
    private let headerList: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

    init(of remote: GitRemote, stop: StopFlag) {
        address = remote.address
        credentials = remote.credentials
        hostKeys = remote.hostKeys
        self.stop = stop
        header = Self.authorization(credentials).flatMap { strdup("Authorization: \($0)") }
        headerList = .allocate(capacity: 1)
        headerList.initialize(to: header)
    }

    deinit {
        headerList.deallocate()
        free(header)
    }

    /// Headers for every request. The strings live as long as this session.
    var customHeaders: git_strarray {
        git_strarray(strings: headerList, count: header == nil ? 0 : 1)
    }

    /// Whether a redirect may lead to another host. Not with credentials: libgit2 would hand them to that host.
    var redirects: git_remote_redirect_t {
        credentials == .none ? GIT_REMOTE_REDIRECT_INITIAL : GIT_REMOTE_REDIRECT_NONE
    }

    /// The callbacks; they are valid as long as this session.
    func callbacks() throws(GitError) -> git_remote_callbacks {
        var callbacks = git_remote_callbacks()
        try LibGit2.check(
            git_remote_init_callbacks(&callbacks, UInt32(GIT_REMOTE_CALLBACKS_VERSION)),
            "prepare the transfer"
        )
        callbacks.payload = Unmanaged.passUnretained(self).toOpaque()
        callbacks.credentials = { result, _, user, allowed, payload in
            TransferSession.of(payload)?.answer(result, user, allowed: allowed) ?? GIT_EAUTH.rawValue
        }
        if address.kind == .ssh {
            callbacks.certificate_check = { key, _, _, payload in
                TransferSession.of(payload)?.check(key) ?? GIT_ECERTIFICATE.rawValue
            }
        }
        callbacks.sideband_progress = { _, _, payload in TransferSession.continueCode(payload) }
        callbacks.transfer_progress = { _, payload in TransferSession.continueCode(payload) }
        callbacks.pack_progress = { _, _, _, payload in TransferSession.continueCode(payload) }
        callbacks.push_transfer_progress = { _, _, _, payload in TransferSession.continueCode(payload) }
        callbacks.push_update_reference = { name, reason, payload in
            if let name, let reason {
                let text = printable(String(cString: reason))
                TransferSession.of(payload)?.rejections[String(cString: name)] = text
            }
            return 0
        }
        return callbacks
    }

    private static func of(_ payload: UnsafeMutableRawPointer?) -> TransferSession? {
        payload.map { Unmanaged<TransferSession>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Zero to go on; any other code makes libgit2 end the transfer.
    private static func continueCode(_ payload: UnsafeMutableRawPointer?) -> Int32 {
        of(payload)?.stop.isSet == true ? GIT_EUSER.rawValue : 0
    }

    /// The value of the header that logs in.
    ///
    /// A password goes with the first request too, not only when the server asks: libgit2 1.5 stumbles over the body of
    /// a 401 that arrives together with its head, and takes it for the next answer.
    private static func authorization(_ credentials: GitCredentials) -> String? {
        switch credentials {
        case .none: nil
        case .password(let username, let password):
            "Basic \(Data("\(username):\(password)".utf8).base64EncodedString())"
        case .token(let token): "Bearer \(token)"
        case .sshKey: nil
        }
    }

    /// The server asks although the header was sent, or there was none to send: either way there is no answer.
    private func refuseToAnswer() -> Int32 {
        lackedCredentials = credentials == .none
        return GIT_EAUTH.rawValue
    }
}

// MARK: ssh

extension TransferSession {
    /// Who logs in where the URL names nobody, as on most git servers.
    private static let usualUser = "git"

    /// Shows an ssh server the key, or those of the agent, once: asked again, it did not take it.
    private func answer(
        _ result: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>?,
        _ user: UnsafePointer<CChar>?,
        allowed: UInt32
    ) -> Int32 {
        guard address.kind == .ssh, !hasShownKey else { return refuseToAnswer() }
        if allowed & GIT_CREDENTIAL_USERNAME.rawValue != 0 {
            return git_credential_username_new(result, Self.usualUser)
        }
        hasShownKey = true
        let user = user.map { String(cString: $0) } ?? Self.usualUser
        guard case .sshKey(let key, let passphrase) = credentials else {
            return git_credential_ssh_key_from_agent(result, user)
        }
        return git_credential_ssh_key_memory_new(result, user, nil, key, passphrase)
    }

    /// Whether the server's key is one that it is known by. What libgit2 itself thinks of it does not matter: it knows
    /// one file alone.
    private func check(_ key: UnsafeMutablePointer<git_cert>?) -> Int32 {
        guard let key, key.pointee.cert_type == GIT_CERT_HOSTKEY_LIBSSH2 else { return GIT_ECERTIFICATE.rawValue }
        let shown = key.withMemoryRebound(to: git_cert_hostkey.self, capacity: 1) { ShownHostKey($0.pointee) }
        guard let refusal = shown.refusal(knowing: hostKeys) else { return 0 }
        refusedKey = (shown, refusal)
        return GIT_ECERTIFICATE.rawValue
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
}
