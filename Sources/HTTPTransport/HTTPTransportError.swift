/// Why an exchange did not come to its end.
public struct HTTPTransportError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it was, for deciding what to do.
    public var reason: Reason
    /// The failure in one phrase, with the server's name and never a secret.
    public var message: String

    /// The kinds of failure that callers tell apart.
    public enum Reason: Sendable, Hashable {
        /// The address is no http or https URL.
        case invalidURL
        /// The method, a header or another part of the request can't be sent as it stands.
        case invalidRequest
        /// The server's or the proxy's name has no address.
        case nameNotResolved
        /// Nothing listens there, or the way there is cut.
        case connectionFailed
        /// Connecting or the whole exchange took longer than allowed.
        case timedOut
        /// The server's certificate is not trusted, or is another's.
        case serverNotTrusted
        /// The TLS handshake failed for another reason, such as a client certificate that was refused.
        case tlsFailed
        /// Our certificate or key, or the certificate authority, can't be used.
        case badCredentials
        /// The proxy refused.
        case proxyFailed
        /// The connection ended before the answer did.
        case connectionLost
        /// The task was cancelled, or nobody was left to read the answer.
        case cancelled
        /// Sending the body failed on our side.
        case bodyFailed
        /// Anything else that libcurl reports.
        case other
    }

    /// An error of this kind, with its message.
    public init(reason: Reason, message: String) {
        self.reason = reason
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
