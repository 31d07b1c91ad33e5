import FoundationEssentials
import Synchronization
import YAMLDocument

/// Finds out who sends a request: by client certificate, static token or service-account token.
final class Authenticator: Sendable {
    private enum Outcome {
        /// No credentials of this kind.
        case absent
        case user(UserInfo)
        case refused
    }

    private struct State {
        var staticTokens: [String: UserInfo] = [:]
        var expiredTokens: Set<String> = []
        var serviceAccountTokens = ServiceAccountTokens()
        var trustedIssuers: [TrustedIssuer] = []
    }

    /// Another cluster whose service accounts may log in, as by OpenID Connect.
    private struct TrustedIssuer {
        var authenticator: Authenticator
        /// Whom their tokens must be for.
        var audience: String
        /// What their names begin with here.
        var prefix: String
    }

    private let certificates: ClientCertificateVerifier
    private let store: ObjectStore
    private let serviceAccounts: ResourceDefinition
    private let secrets: ResourceDefinition
    private let now: @Sendable () -> Date
    private let state = Mutex(State())

    /// - Parameters:
    ///   - certificates: Knows the authority that signs client certificates.
    ///   - store: Where service accounts and their Secrets are kept.
    ///   - types: The types that the server needs for itself.
    ///   - now: The clock that decides over the expiry of tokens.
    init(
        certificates: ClientCertificateVerifier,
        store: ObjectStore,
        types: ServerTypes,
        now: @escaping @Sendable () -> Date
    ) {
        self.certificates = certificates
        self.store = store
        self.serviceAccounts = types.serviceAccounts
        self.secrets = types.secrets
        self.now = now
    }

    // MARK: Tokens

    func addStaticToken(_ token: String, for user: UserInfo) {
        state.withLock { $0.staticTokens[token] = user }
    }

    func removeStaticToken(_ token: String) {
        state.withLock { $0.staticTokens[token] = nil }
    }

    /// Accepts a token no longer, of whatever kind it is.
    func expire(_ token: String) {
        state.withLock { _ = $0.expiredTokens.insert(token) }
    }

    /// Makes every service-account token that was issued so far invalid, as if it had expired.
    func revokeServiceAccountTokens() {
        state.withLock { $0.serviceAccountTokens = ServiceAccountTokens() }
    }

    /// Signs a token of a service account.
    ///
    /// - Throws: What the crypto library says, if signing fails.
    func sign(_ claims: ServiceAccountTokens.Claims) throws -> String {
        let tokens = state.withLock { $0.serviceAccountTokens }
        return try tokens.sign(claims, now: seconds)
    }

    private var seconds: Int { Int(now().timeIntervalSince1970) }

    /// Lets the service accounts of another cluster log in, with tokens that are for this one.
    ///
    /// Source: Kubernetes, "Authenticating", OpenID Connect tokens.
    func trust(_ issuer: Authenticator, audience: String, prefix: String) {
        state.withLock {
            $0.trustedIssuers.append(TrustedIssuer(authenticator: issuer, audience: audience, prefix: prefix))
        }
    }

    /// The claims of a good token of one of this server's service accounts.
    private func claims(ofOwn token: String) -> ServiceAccountTokens.Claims? {
        let tokens = state.withLock { $0.serviceAccountTokens }
        return tokens.claims(of: token, now: seconds).flatMap { isAlive($0, token: token) ? $0 : nil }
    }

    private func user(ofTrusted token: String) -> UserInfo? {
        for issuer in state.withLock({ $0.trustedIssuers }) {
            guard let claims = issuer.authenticator.claims(ofOwn: token), claims.audiences.contains(issuer.audience)
            else { continue }
            let subject = UserInfo.serviceAccount(namespace: claims.namespace, name: claims.name).name
            return UserInfo(name: issuer.prefix + subject, groups: [])
        }
        return nil
    }

    // MARK: Requests

    /// The user behind a request.
    ///
    /// - Parameters:
    ///   - certificate: The client certificate of the connection, DER encoded.
    ///   - authorization: The `Authorization` header.
    /// - Returns: `system:anonymous` where there are no credentials at all.
    /// - Throws: 401 where there are some, and none is good.
    func authenticate(certificate: [UInt8]?, authorization: String?) async throws(StatusError) -> UserInfo {
        let byCertificate = await user(certificate: certificate)
        if case .user(let user) = byCertificate { return user.authenticated }
        switch (user(bearing: authorization), byCertificate) {
        case (.user(let user), _): return user.authenticated
        case (.absent, .absent): return .anonymous
        default: throw .unauthorized()
        }
    }

    /// The user that a token stands for, or `nil` for a bad one.
    func user(token: String) -> UserInfo? {
        let (known, isExpired) = state.withLock { ($0.staticTokens[token], $0.expiredTokens.contains(token)) }
        if isExpired { return nil }
        if let known { return known }
        guard let claims = claims(ofOwn: token) else { return user(ofTrusted: token) }
        var user = UserInfo.serviceAccount(namespace: claims.namespace, name: claims.name, uid: claims.uid)
        if let identifier = claims.identifier {
            user.extra["authentication.kubernetes.io/credential-id"] = ["JTI=\(identifier)"]
        }
        return user
    }

    private func user(certificate: [UInt8]?) async -> Outcome {
        guard let certificate else { return .absent }
        guard let subject = await certificates.subject(ofDER: certificate) else { return .refused }
        return .user(UserInfo(name: subject.user, groups: subject.groups))
    }

    private func user(bearing authorization: String?) -> Outcome {
        guard let token = Self.bearerToken(authorization) else { return .absent }
        guard let user = user(token: token) else { return .refused }
        return .user(user)
    }

    /// The token in an `Authorization` header, if there is one.
    static func bearerToken(_ authorization: String?) -> String? {
        let parts = (authorization ?? "").split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        let token = String(parts[1].drop { $0 == " " })
        return token.isEmpty ? nil : token
    }

    /// A token dies with its service account, and that of a Secret with the Secret.
    private func isAlive(_ claims: ServiceAccountTokens.Claims, token: String) -> Bool {
        guard let account = try? store.get(serviceAccounts, namespace: claims.namespace, name: claims.name),
            account[path: "metadata", "uid"]?.string == claims.uid
        else { return false }
        if let bound = claims.boundSecret {
            let secret = try? store.get(secrets, namespace: claims.namespace, name: bound.name)
            return secret?[path: "metadata", "uid"]?.string == bound.uid
        }
        guard let secretName = claims.secretName else { return true }
        let secret = try? store.get(secrets, namespace: claims.namespace, name: secretName)
        return secret?[path: "data", "token"]?.string == Data(token.utf8).base64EncodedString()
    }
}
