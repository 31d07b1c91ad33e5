/// One request to one server: what to send, how to trust the other end, and how long to wait.
public struct HTTPRequest: Sendable {
    /// The method, in capitals.
    public var method: String
    /// The whole address, `http://` or `https://`.
    public var url: String
    /// The headers to send, in order.
    public var headers: HTTPHeaders
    /// What to send after the headers.
    public var body: Body
    /// Whom to trust, and who we are.
    public var tls: TLSOptions
    /// The way out: by default what `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` say.
    public var proxy: Proxy
    /// The time that name lookup, connecting and the TLS handshake may take together.
    public var connectTimeout: Duration
    /// The time that the whole exchange may take, the body included; `nil` for as long as it takes (a watch).
    public var timeout: Duration?

    /// What goes after the headers.
    public enum Body: Sendable {
        /// Nothing.
        case none
        /// Bytes at hand; their number is sent as Content-Length.
        case bytes([UInt8])
        /// Bytes that come while they are sent: asked for a chunk at a time, no sooner than the server takes them;
        /// `nil` ends the body.
        case stream(@Sendable () async throws -> [UInt8]?)
    }

    /// How to leave this machine.
    public enum Proxy: Sendable, Hashable {
        /// As the environment says.
        case environment
        /// Straight to the server, whatever the environment says.
        case none
        /// Through this proxy: `http://`, `https://` or `socks5://`.
        case url(String)
    }

    /// A request with this machine's usual trust, and no limit but the one for connecting.
    public init(
        method: String = "GET",
        url: String,
        headers: HTTPHeaders = [:],
        body: Body = .none,
        tls: TLSOptions = TLSOptions(),
        proxy: Proxy = .environment,
        connectTimeout: Duration = .seconds(30),
        timeout: Duration? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.tls = tls
        self.proxy = proxy
        self.connectTimeout = connectTimeout
        self.timeout = timeout
    }
}
