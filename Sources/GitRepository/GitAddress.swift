/// Where a remote repository is, without secrets.
struct GitAddress: Sendable, Hashable {
    enum Kind: Sendable {
        case http, ssh, localPath
    }

    /// What libgit2 connects to.
    let url: String
    /// What messages show.
    let display: String
    let kind: Kind
    /// User name and password that were part of the URL.
    let embeddedCredentials: GitCredentials
    /// The server, where it is one that is reached by ssh.
    private(set) var sshServer: GitSSHServer?

    /// Reads http, https, ssh and file URLs, and paths of the local machine.
    init(_ text: String) throws(GitError) {
        guard !text.isEmpty else {
            throw GitError.invalidURL(url: text, reason: "it is empty")
        }
        guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            // Not shown: it may hold a password.
            throw GitError.invalidURL(url: "…", reason: "it has a line break or another control character")
        }
        guard let separator = text.firstRange(of: "://") else {
            try self.init(path: text)
            return
        }
        let scheme = text[..<separator.lowerBound].lowercased()
        let rest = text[separator.upperBound...]
        switch scheme {
        case "file":
            self.init(url: text, display: text, kind: .localPath, embeddedCredentials: .none)
        case "http", "https":
            try self.init(scheme: scheme, rest: rest)
        case "ssh":
            try self.init(ssh: rest)
        default:
            throw GitError.invalidURL(
                url: "\(scheme)://…",
                reason: "the protocol \(scheme) is not supported; use http, https, ssh, file or a path"
            )
        }
    }

    private init(path: String) throws(GitError) {
        // As git does: a colon before any slash makes it host:path.
        let firstPart = path.prefix { $0 != "/" }
        guard !firstPart.contains(":") else {
            throw GitError.invalidURL(
                url: String(path.drop { $0 != "@" }.drop { $0 == "@" }),
                reason:
                    "ssh in the form host:path is not supported, as Flux does not take it; write ssh://user@host/path"
            )
        }
        self.init(url: path, display: path, kind: .localPath, embeddedCredentials: .none)
    }

    private init(scheme: String, rest: Substring) throws(GitError) {
        let authority = rest.prefix { !"/?#".contains($0) }
        let afterAuthority = rest[authority.endIndex...]
        let at = authority.lastIndex(of: "@")
        let host = at.map { authority[authority.index(after: $0)...] } ?? authority
        let path = afterAuthority.prefix { !"?#".contains($0) }
        let display = "\(scheme)://\(host)\(path)"
        guard !host.isEmpty else {
            throw GitError.invalidURL(url: display, reason: "it has no host")
        }
        guard Self.hasValidPort(host) else {
            // Not shown: this is what a password with a slash in it looks like.
            throw GitError.invalidURL(
                url: "\(scheme)://…",
                reason: "its port is not a number; in a user name or password write / as %2F, @ as %40 and : as %3A"
            )
        }
        self.init(
            url: "\(scheme)://\(host)\(afterAuthority.prefix { $0 != "#" })",
            display: display,
            kind: .http,
            embeddedCredentials: try Self.credentials(in: at.map { authority[..<$0] }, of: display)
        )
    }

    private init(ssh rest: Substring) throws(GitError) {
        let authority = rest.prefix { !"/?#".contains($0) }
        let path = rest[authority.endIndex...].prefix { !"?#".contains($0) }
        let at = authority.lastIndex(of: "@")
        let user = at.map { authority[..<$0] }
        let host = at.map { authority[authority.index(after: $0)...] } ?? authority
        guard user?.contains(":") != true else {
            // Not shown: what follows the colon is a password.
            throw GitError.invalidURL(url: "ssh://…@\(host)\(path)", reason: "ssh takes no password from a URL")
        }
        let display = "ssh://\(user.map { "\($0)@" } ?? "")\(host)\(path)"
        guard !host.isEmpty, path.count > 1 else {
            throw GitError.invalidURL(url: display, reason: "it has no \(host.isEmpty ? "host" : "path")")
        }
        guard Self.hasValidPort(host) else {
            throw GitError.invalidURL(
                url: display,
                reason: "its port is not a number; write ssh://user@host/path, without a colon before the path"
            )
        }
        self.init(url: display, display: display, kind: .ssh, embeddedCredentials: .none)
        sshServer = GitSSHServer(authority: host)
    }

    private init(url: String, display: String, kind: Kind, embeddedCredentials: GitCredentials) {
        self.url = url
        self.display = display
        self.kind = kind
        self.embeddedCredentials = embeddedCredentials
    }

    private static func hasValidPort(_ host: Substring) -> Bool {
        let afterAddress = host.lastIndex(of: "]").map { host[$0...].dropFirst() } ?? host
        guard let colon = afterAddress.firstIndex(of: ":") else { return true }
        return UInt16(afterAddress[colon...].dropFirst()) != nil
    }

    private static func credentials(in userInfo: Substring?, of display: String) throws(GitError) -> GitCredentials {
        guard let userInfo, let colon = userInfo.firstIndex(of: ":") else { return .none }
        guard
            let username = percentDecoded(userInfo[..<colon]),
            let password = percentDecoded(userInfo[userInfo.index(after: colon)...])
        else {
            throw GitError.invalidURL(url: display, reason: "its user name or password is not percent-encoded UTF-8")
        }
        return .password(username: username, password: password)
    }

    private static func percentDecoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let decoded = UInt8(String(Substring(digits)), radix: 16) else { return nil }
            bytes.append(decoded)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
