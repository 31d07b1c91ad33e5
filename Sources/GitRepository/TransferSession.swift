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
    var refusedKey: (key: ShownHostKey, refusal: ShownHostKey.Refusal)?
    let credentials: GitCredentials
    let hostKeys: [GitHostKey]
    private let stop: StopFlag
    /// Whether a key was shown already: asked again, the server did not take it.
    var hasShownKey = false
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
    func refuseToAnswer() -> Int32 {
        lackedCredentials = credentials == .none
        return GIT_EAUTH.rawValue
    }
}
