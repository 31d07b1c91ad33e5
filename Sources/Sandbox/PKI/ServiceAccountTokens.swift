import CarvelCore
import Crypto
import FoundationEssentials
import YAMLDocument

/// Signs and reads the tokens of service accounts: JWTs, signed with ES256 by a key of this server alone.
struct ServiceAccountTokens: Sendable {
    /// What a token says of its bearer.
    struct Claims: Sendable, Hashable {
        var namespace: String
        var name: String
        /// The uid of the service account, so that a token dies with its account.
        var uid: String
        var audiences: [String]
        /// Seconds since 1970; `nil` for a token that never expires (one of a Secret).
        var expires: Int?
        /// The token's own identifier (`jti`).
        var identifier: String?
        /// For a token of a Secret: the Secret's name.
        var secretName: String?
        /// For a token that was bound to a Secret on request: which one.
        var boundSecret: BoundSecret?
    }

    /// A Secret whose end is also a token's.
    struct BoundSecret: Sendable, Hashable {
        var name: String
        var uid: String
    }

    /// The issuer that every token names.
    static let issuer = "https://kubernetes.default.svc"
    /// The issuer that tokens of Secrets name.
    private static let secretIssuer = "kubernetes/serviceaccount"

    private let key = P256.Signing.PrivateKey()
    private let keyIdentifier = UUID().uuidString.lowercased()

    /// A signed token.
    ///
    /// - Parameters:
    ///   - claims: What the token shall say.
    ///   - now: The time of issue, in seconds since 1970.
    /// - Throws: What the crypto library says, if signing fails.
    func sign(_ claims: Claims, now: Int) throws -> String {
        let header: JSONValue = ["alg": "ES256", "kid": .string(keyIdentifier)]
        let signed = Self.encode(header) + "." + Self.encode(Self.payload(claims, now: now))
        let signature = try key.signature(for: Array(signed.utf8))
        return signed + "." + Base64URL.encode(Array(signature.rawRepresentation))
    }

    /// The claims of a token that this server signed and that has not expired, else `nil`.
    func claims(of token: String, now: Int) -> Claims? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3,
            let signatureBytes = Base64URL.decode(String(parts[2])),
            let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signatureBytes),
            key.publicKey.isValidSignature(signature, for: Array("\(parts[0]).\(parts[1])".utf8)),
            let payload = Base64URL.decode(String(parts[1])),
            let value = try? JSONReader.value(payload),
            let claims = Self.claims(from: value)
        else { return nil }
        if let expires = claims.expires, expires <= now { return nil }
        return claims
    }

    private static func encode(_ value: JSONValue) -> String {
        Base64URL.encode(JSONWriter.bytes(value))
    }

    private static func payload(_ claims: Claims, now: Int) -> JSONValue {
        let subject = "system:serviceaccount:\(claims.namespace):\(claims.name)"
        if let secretName = claims.secretName {
            // The flat claims of the tokens that Secrets hold.
            let prefix = "kubernetes.io/serviceaccount"
            return [
                "iss": .string(secretIssuer),
                "\(prefix)/namespace": .string(claims.namespace),
                "\(prefix)/secret.name": .string(secretName),
                "\(prefix)/service-account.name": .string(claims.name),
                "\(prefix)/service-account.uid": .string(claims.uid),
                "sub": .string(subject),
            ]
        }
        var payload: JSONValue = ["aud": .array(claims.audiences.map { .string($0) })]
        if let expires = claims.expires { payload["exp"] = .int(Int64(expires)) }
        payload["iat"] = .int(Int64(now))
        payload["iss"] = .string(issuer)
        if let identifier = claims.identifier { payload["jti"] = .string(identifier) }
        payload["kubernetes.io"] = [
            "namespace": .string(claims.namespace),
            "serviceaccount": ["name": .string(claims.name), "uid": .string(claims.uid)],
        ]
        if let secret = claims.boundSecret {
            payload["kubernetes.io"]?["secret"] = ["name": .string(secret.name), "uid": .string(secret.uid)]
        }
        payload["nbf"] = .int(Int64(now))
        payload["sub"] = .string(subject)
        return payload
    }

    private static func claims(from payload: JSONValue) -> Claims? {
        let prefix = "kubernetes.io/serviceaccount"
        if payload["iss"]?.string == secretIssuer {
            guard let namespace = payload["\(prefix)/namespace"]?.string,
                let name = payload["\(prefix)/service-account.name"]?.string,
                let uid = payload["\(prefix)/service-account.uid"]?.string,
                let secretName = payload["\(prefix)/secret.name"]?.string
            else { return nil }
            return Claims(namespace: namespace, name: name, uid: uid, audiences: [], secretName: secretName)
        }
        guard let kubernetes = payload["kubernetes.io"],
            let namespace = kubernetes["namespace"]?.string,
            let name = kubernetes[path: "serviceaccount", "name"]?.string,
            let uid = kubernetes[path: "serviceaccount", "uid"]?.string,
            let expires = payload["exp"]?.int
        else { return nil }
        return Claims(
            namespace: namespace,
            name: name,
            uid: uid,
            audiences: payload["aud"]?.array?.compactMap(\.string) ?? [],
            expires: expires,
            identifier: payload["jti"]?.string,
            boundSecret: boundSecret(kubernetes["secret"])
        )
    }

    private static func boundSecret(_ claim: JSONValue?) -> BoundSecret? {
        guard let name = claim?["name"]?.string, let uid = claim?["uid"]?.string else { return nil }
        return BoundSecret(name: name, uid: uid)
    }
}
