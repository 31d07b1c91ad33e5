/// A key by which an ssh server proves who it is, as `known_hosts` files hold it.
public struct GitHostKey: Sendable, Hashable {
    /// Such as `ssh-ed25519`.
    public let type: String
    /// The key itself, in base64.
    public let base64: String

    /// A key in its parts; nothing of it is checked.
    public init(type: String, base64: String) {
        self.type = type
        self.base64 = base64
    }

    /// The keys of a text in the form of `known_hosts`, such as `ssh-keygen -F` prints. Keys that are revoked, and those
    /// of authorities, are left out: they are no server's.
    public static func all(in text: String) -> [GitHostKey] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            let fields = line.split(whereSeparator: \.isWhitespace)
            guard fields.count >= 3, !line.hasPrefix("#"), !line.hasPrefix("@") else { return nil }
            return GitHostKey(type: String(fields[1]), base64: String(fields[2]))
        }
    }
}
