/// What a request shows of who sends it, beside what stands in the connection.
struct PresentedCredentials: Sendable, Hashable {
    /// The value of the `Authorization` header.
    var authorization: String?
    /// A client certificate and its key, PEM, in place of the connection's own.
    var certificate: ClientCertificate?
    /// Which of those that a source has given they are, so that the same ones given again count as others.
    var issue = 0

    struct ClientCertificate: Sendable, Hashable {
        var certificate: [UInt8]
        var key: [UInt8]
    }

    /// The credentials of who sends nothing, or nothing but the connection's certificate.
    static let nothing = PresentedCredentials()

    /// A bearer token (RFC 6750).
    static func bearer(_ token: String) -> PresentedCredentials {
        PresentedCredentials(authorization: "Bearer \(token)")
    }

    /// A user name and a password (RFC 7617).
    static func basic(username: String, password: String) -> PresentedCredentials {
        PresentedCredentials(authorization: "Basic \(Base64.encode("\(username):\(password)".utf8))")
    }
}

/// Where the credentials of one user come from. All clients of that user share one source, so that what is slow to get
/// is got once.
protocol CredentialSource: Sendable {
    /// What the next request shows.
    ///
    /// - Throws: `CredentialError` where there are none to be had.
    func credentials() async throws(CredentialError) -> PresentedCredentials

    /// Learns that a server refused these credentials with 401.
    ///
    /// - Returns: whether the next call may bring others, so that the request is worth repeating.
    func discard(_ refused: PresentedCredentials) async -> Bool
}

/// Why a user's credentials could not be had: the file, the user and the field in one sentence, with what to do.
public struct CredentialError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The whole sentence.
    public var description: String

    /// An error that says this.
    init(_ description: String) {
        self.description = description
    }
}

/// Credentials that stand in the kubeconfig and stay as they are.
struct FixedCredentials: CredentialSource {
    let presented: PresentedCredentials

    func credentials() -> PresentedCredentials { presented }

    func discard(_ refused: PresentedCredentials) -> Bool { false }
}
