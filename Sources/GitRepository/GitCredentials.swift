/// What to show to a git server that asks who is there.
public enum GitCredentials: Sendable, Hashable {
    /// Nothing; for public repositories and local paths.
    case none
    /// User name and password, sent with every request as HTTP Basic authentication.
    case password(username: String, password: String)
    /// A token, sent with every request as `Authorization: Bearer`.
    case token(String)
    /// A private key in OpenSSH's or in PEM form, and what it is encrypted with. Without one, ssh servers are shown what
    /// the ssh agent has.
    case sshKey(privateKey: String, passphrase: String?)

    /// Whether they are of use for a repository.
    func validate(for kind: GitAddress.Kind) throws(GitError) {
        try validate()
        switch (self, kind) {
        case (.sshKey, .http), (.sshKey, .localPath):
            throw GitError.invalidCredentials(reason: "an ssh key is of no use for a URL that is not one of ssh")
        case (.password, .ssh), (.token, .ssh):
            throw GitError.invalidCredentials(
                reason: "ssh takes a key or the ssh agent, and neither a password nor a token"
            )
        default: return
        }
    }

    /// Checks that the parts can be sent: a line break would end the HTTP header, and a NUL the C string.
    func validate() throws(GitError) {
        switch self {
        case .none: return
        case .password(let username, let password):
            try Self.refuseControlCharacters(in: username, of: "user name")
            try Self.refuseControlCharacters(in: password, of: "password")
        case .token(let token):
            try Self.refuseControlCharacters(in: token, of: "token")
        case .sshKey(let key, let passphrase):
            guard key.contains("PRIVATE KEY-----") else {
                throw GitError.invalidCredentials(
                    reason: "the ssh key is no private key; perhaps it is the public half"
                )
            }
            try Self.refuseControlCharacters(in: passphrase ?? "", of: "passphrase")
        }
    }

    private static func refuseControlCharacters(in text: String, of part: String) throws(GitError) {
        guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw GitError.invalidCredentials(
                reason: "the \(part) has a line break or another control character, perhaps at its end"
            )
        }
    }
}

extension GitCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The kind of credentials, without any secret.
    public var description: String {
        switch self {
        case .none: "none"
        case .password(let username, _): "password of \(username) (hidden)"
        case .token: "token (hidden)"
        case .sshKey: "ssh key (hidden)"
        }
    }

    /// The same as `description`, so that a debugger's output has no secret either.
    public var debugDescription: String { description }

    /// Hides the parts from `dump` and from interpolation of a value that holds credentials.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
