/// A request that was checked and can be handed to libcurl as it stands.
struct PreparedRequest: Sendable {
    var method: String
    /// The address for libcurl, whose host is the name to check where `tls.serverName` asks for another.
    var url: String
    /// The server that the caller named, for messages.
    var server: ServerAddress
    /// Where to connect to instead of the URL's host, in libcurl's form.
    var connectTo: String?
    /// Header lines in libcurl's form.
    var headerLines: [String]
    var body: HTTPRequest.Body
    /// How many bytes the body has; `nil` where only its end will tell.
    var bodySize: Int?
    var tls: TLSOptions
    /// The proxy's address; `nil` for the direct way.
    var proxy: Proxy?
    var connectTimeout: Duration
    var timeout: Duration?
    /// Whether the answer may come compressed, to be unpacked here: libcurl would unpack all that it reads at once, and keep
    /// it while the exchange is held back.
    var acceptsCompression: Bool

    var usesTLS: Bool { server.scheme == "https" || proxy?.server.scheme == "https" }
    var hasBody: Bool { bodySize != 0 || Self.methodsWithBody.contains(method) }
    /// Whether sending it twice comes to the same as sending it once (RFC 9110, section 9.2.2).
    var isIdempotent: Bool { ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"].contains(method) }

    /// A proxy on the way.
    struct Proxy: Sendable {
        /// The whole address, perhaps with a password.
        var url: String
        /// What may be shown of it.
        var server: ServerAddress
    }

    /// Methods whose requests say that their body is empty.
    private static let methodsWithBody: Set<String> = ["POST", "PUT", "PATCH"]

    /// - Throws: `invalidURL` or `invalidRequest`, with what is wrong; never a header's value.
    init(_ request: HTTPRequest, environment: ProxyEnvironment) throws(HTTPTransportError) {
        server = try Self.server(of: request.url)
        guard request.method.isHTTPToken else { throw .invalidRequest(server, "the method is no HTTP method") }
        method = request.method
        body = request.body
        tls = try Self.checked(request.tls, server)
        connectTimeout = request.connectTimeout
        timeout = request.timeout
        bodySize = try Self.size(of: request, server)
        proxy = try Self.proxy(of: request, server, environment)
        // A part of a compressed file is of no use, and an answer to HEAD has nothing to unpack.
        acceptsCompression =
            request.headers["Accept-Encoding"] == nil && request.headers["Range"] == nil && method != "HEAD"
        headerLines = try Self.lines(of: request.headers, server)
        if acceptsCompression { headerLines.append("Accept-Encoding: gzip") }
        url = request.url
        if let name = tls.serverName, server.scheme == "https" {
            guard let renamed = ServerAddress.url(request.url, withHost: name) else {
                throw .invalidRequest(server, "the TLS server name is no host name")
            }
            url = renamed
            connectTo = "::\(server.host):\(server.port)"
            if request.headers["Host"] == nil { headerLines.append("Host: \(server.hostHeader)") }
        }
    }

    private static func server(of url: String) throws(HTTPTransportError) -> ServerAddress {
        // The address itself is left out of the messages: it may hold a password.
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw HTTPTransportError(
                reason: .invalidURL,
                message: "the address contains a space, a line break or a control character"
            )
        }
        guard let server = ServerAddress(url), ["http", "https"].contains(server.scheme), !server.host.isEmpty else {
            throw HTTPTransportError(reason: .invalidURL, message: "the address is no http:// or https:// URL")
        }
        return server
    }

    private static func checked(_ tls: TLSOptions, _ server: ServerAddress) throws(HTTPTransportError) -> TLSOptions {
        if (tls.clientCertificate == nil) != (tls.clientKey == nil) {
            let missing =
                tls.clientKey == nil ? "a client certificate without its key" : "a client key without its certificate"
            throw .badCredentials(server, missing)
        }
        var tls = tls
        if tls.serverName?.isEmpty == true { tls.serverName = nil }
        if let name = tls.serverName, !name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
            throw .invalidRequest(server, "the TLS server name is no host name")
        }
        return tls
    }

    private static func size(of request: HTTPRequest, _ server: ServerAddress) throws(HTTPTransportError) -> Int? {
        switch request.body {
        case .none: return 0
        case .bytes(let bytes): return bytes.count
        case .stream:
            guard let length = request.headers["Content-Length"] else { return nil }
            guard let size = Int(length), size >= 0 else {
                throw .invalidRequest(server, "the header Content-Length is no number")
            }
            return size
        }
    }

    private static func proxy(
        of request: HTTPRequest,
        _ server: ServerAddress,
        _ environment: ProxyEnvironment
    ) throws(HTTPTransportError) -> Proxy? {
        let address: String? =
            switch request.proxy {
            case .none: nil
            case .environment: environment.proxy(for: server)
            case .url(let url): url
            }
        guard let address else { return nil }
        // In the environment the scheme is often left out.
        var url = address.contains("://") ? address : "http://" + address
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }), let proxy = ServerAddress(url),
            ["http", "https", "socks5", "socks5h"].contains(proxy.scheme)
        else {
            throw .invalidRequest(server, "the proxy's address is no http://, https:// or socks5:// URL")
        }
        // To libcurl, socks5 means that this machine looks up the server's name; elsewhere the proxy does it.
        if proxy.scheme == "socks5" { url = "socks5h" + url.dropFirst("socks5".count) }
        return Proxy(url: url, server: proxy)
    }

    private static func lines(of headers: HTTPHeaders, _ server: ServerAddress) throws(HTTPTransportError) -> [String] {
        var lines: [String] = []
        for field in headers.fields {
            guard field.name.isHTTPToken else { throw .invalidRequest(server, "the name of a header is not valid") }
            guard field.value.utf8.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }) else {
                throw .invalidRequest(server, "the header \(field.name) contains a line break or a control character")
            }
            // Where the body ends is told from the body itself; two opinions would be a way to smuggle requests.
            if ["content-length", "transfer-encoding"].contains(field.name.lowercased()) { continue }
            // libcurl takes a name with a colon and nothing after it for one to leave out.
            let isEmpty = field.value.allSatisfy(\.isWhitespace)
            lines.append(isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        // libcurl's own ideas, which nobody asked for.
        lines.append("Expect:")
        if headers["Accept"] == nil { lines.append("Accept:") }
        return lines
    }
}

extension String {
    /// Whether HTTP allows the text as a method or as a header's name (RFC 9110, section 5.6.2).
    fileprivate var isHTTPToken: Bool {
        !isEmpty
            && utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
