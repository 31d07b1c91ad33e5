import FoundationEssentials
import YAMLDocument

/// JSON Web Tokens (RFC 7519), as service accounts and OpenID Connect have them, read without checking the signature.
enum WebToken {
    /// When a token ends, if it is a web token that says so.
    static func end(of token: String) -> Date? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = decode(parts[1]) else { return nil }
        // A token may be anything; one that only looks like a web token tells us nothing.
        guard let claims = try? JSONReader.value(payload) else { return nil }
        let seconds: Double? =
            switch claims["exp"] {
            case .int(let value): Double(value)
            case .double(let value): value
            default: nil
            }
        guard let seconds, (0...latest).contains(seconds) else { return nil }
        return Date(timeIntervalSince1970: seconds)
    }

    /// The end of the year 9999, in seconds since 1970; what claims to last longer has no end worth telling.
    private static let latest: Double = 253_402_300_799

    /// Base64 in the alphabet for URLs, without padding.
    private static func decode(_ text: Substring) -> [UInt8]? {
        let usual = text.replacing("-", with: "+").replacing("_", with: "/")
        return Base64.decode(usual + String(repeating: "=", count: (4 - usual.count % 4) % 4))
    }
}
