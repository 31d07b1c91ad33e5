import FoundationEssentials
import YAMLDocument

/// JSON Web Tokens (RFC 7519), as service accounts and OpenID Connect have them, read without checking the signature.
struct WebToken: Sendable {
    private let claims: JSONValue

    /// - Returns: `nil` for a token that is no web token; a token may be anything.
    init?(_ token: String) {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = Self.decode(parts[1]), let claims = try? JSONReader.value(payload),
            claims.object != nil
        else { return nil }
        self.claims = claims
    }

    /// When a token ends, if it is a web token that says so.
    static func end(of token: String) -> Date? {
        WebToken(token)?.end
    }

    /// When it ends, if it says so.
    var end: Date? { seconds("exp").map(Date.init(timeIntervalSince1970:)) }

    /// For how long it was made, in whole seconds, if it says so.
    var lifetime: Int? {
        guard let begin = seconds("iat"), let end = seconds("exp"), end > begin else { return nil }
        return Int(end - begin)
    }

    /// The service account that it is of, if it is of one.
    var serviceAccount: NamespacedName? {
        let parts = (claims["sub"]?.string ?? "").split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount", !parts[2].isEmpty, !parts[3].isEmpty
        else { return nil }
        return NamespacedName(namespace: String(parts[2]), name: String(parts[3]))
    }

    /// The UID of the service account that it is of, if it says so: that of one object on one cluster, and there alone is
    /// the token good.
    ///
    /// Source: Kubernetes, claims of bound tokens (`kubernetes.io`) and of older ones (`kubernetes.io/serviceaccount/…`).
    var serviceAccountUID: String? {
        claims[path: "kubernetes.io", "serviceaccount", "uid"]?.string
            ?? claims["kubernetes.io/serviceaccount/service-account.uid"]?.string
    }

    /// The Secret in the service account's namespace with which it ends, if there is one.
    var secret: BoundSecret? {
        if let bound = claims[path: "kubernetes.io", "secret"], let name = bound["name"]?.string {
            return BoundSecret(name: name, uid: bound["uid"]?.string, holdsToken: false)
        }
        // The older form, of tokens that Secrets hold.
        guard let name = claims["kubernetes.io/serviceaccount/secret.name"]?.string else { return nil }
        return BoundSecret(name: name, uid: nil, holdsToken: true)
    }

    /// A Secret whose end is also a token's.
    struct BoundSecret: Sendable, Hashable {
        var name: String
        /// Which Secret of that name it is, where the token says so.
        var uid: String?
        /// Whether the Secret holds the token itself, which then ends with it alone.
        var holdsToken: Bool
    }

    private func seconds(_ claim: String) -> Double? {
        let seconds: Double? =
            switch claims[claim] {
            case .int(let value): Double(value)
            case .double(let value): value
            default: nil
            }
        guard let seconds, (0...Self.latest).contains(seconds) else { return nil }
        return seconds
    }

    /// The end of the year 9999, in seconds since 1970; what claims to last longer has no end worth telling.
    private static let latest: Double = 253_402_300_799

    /// Base64 in the alphabet for URLs, without padding.
    private static func decode(_ text: Substring) -> [UInt8]? {
        let usual = text.replacing("-", with: "+").replacing("_", with: "/")
        return Base64.decode(usual + String(repeating: "=", count: (4 - usual.count % 4) % 4))
    }
}
