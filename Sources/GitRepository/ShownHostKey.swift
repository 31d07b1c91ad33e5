import CGit2
import FoundationEssentials

/// The key that an ssh server has shown.
struct ShownHostKey: Hashable {
    let type: String
    /// The key itself, in base64; `nil` where libgit2 does not hand it out.
    let base64: String?
    /// As ssh prints it, such as `SHA256:…`.
    let fingerprint: String

    init(_ key: git_cert_hostkey) {
        if key.type.rawValue & GIT_CERT_SSH_RAW.rawValue != 0, let start = key.hostkey {
            base64 = Data(bytes: start, count: key.hostkey_len).base64EncodedString()
        } else {
            base64 = nil
        }
        type = Self.types[key.raw_type.rawValue] ?? "unknown"
        let hash = withUnsafeBytes(of: key.hash_sha256) { Data($0).base64EncodedString() }
        fingerprint = "SHA256:" + hash.prefix { $0 != "=" }
    }

    /// Why a key is not trusted.
    enum Refusal: Hashable {
        case unknown, changed
    }

    /// Why the key is not one of those; `nil` where it is.
    ///
    /// Servers have keys of several types, and show the one that is agreed on. So a key of a type that is not known says
    /// nothing about the others.
    func refusal(knowing keys: [GitHostKey]) -> Refusal? {
        if keys.contains(where: { $0.type == type && $0.base64 == base64 }) { return nil }
        return keys.contains { $0.type == type } ? .changed : .unknown
    }

    private static let types: [UInt32: String] = [
        GIT_CERT_SSH_RAW_TYPE_RSA.rawValue: "ssh-rsa",
        GIT_CERT_SSH_RAW_TYPE_DSS.rawValue: "ssh-dss",
        GIT_CERT_SSH_RAW_TYPE_KEY_ECDSA_256.rawValue: "ecdsa-sha2-nistp256",
        GIT_CERT_SSH_RAW_TYPE_KEY_ECDSA_384.rawValue: "ecdsa-sha2-nistp384",
        GIT_CERT_SSH_RAW_TYPE_KEY_ECDSA_521.rawValue: "ecdsa-sha2-nistp521",
        GIT_CERT_SSH_RAW_TYPE_KEY_ED25519.rawValue: "ssh-ed25519",
    ]
}
