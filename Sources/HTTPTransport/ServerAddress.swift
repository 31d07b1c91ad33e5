internal import CCurl

/// The parts of an `http` or `https` URL that decide where a request goes, read by libcurl's own parser so that both
/// mean the same server.
struct ServerAddress: Sendable, Hashable, CustomStringConvertible {
    var scheme: String
    /// The host as it stands in the URL; IPv6 addresses in brackets.
    var host: String
    var port: Int
    /// Whether the port is the one that the scheme has anyway.
    var hasDefaultPort: Bool

    /// `host:port`, for messages.
    var description: String { "\(host):\(port)" }

    /// The `Host` header of a request to that server.
    var hostHeader: String { hasDefaultPort ? host : description }

    /// The host without an IPv6 address's brackets.
    var bareHost: String {
        host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    }

    /// The server of a URL; `nil` where libcurl can't read the URL.
    init?(_ url: String) {
        guard let parsed = ParsedURL(url),
            let scheme = parsed[CURLUPART_SCHEME],
            let host = parsed[CURLUPART_HOST],
            let port = parsed[CURLUPART_PORT, CURLU_DEFAULT_PORT].flatMap({ Int($0) })
        else { return nil }
        self.scheme = scheme
        self.host = host
        self.port = port
        hasDefaultPort = parsed[CURLUPART_PORT, CURLU_NO_DEFAULT_PORT] == nil
    }

    /// The same URL with another host name; `nil` where that is no host name.
    static func url(_ url: String, withHost host: String) -> String? {
        guard let parsed = ParsedURL(url) else { return nil }
        let isAddress = host.contains(":") && !host.hasPrefix("[")
        guard parsed.setHost(isAddress ? "[\(host)]" : host) else { return nil }
        return parsed[CURLUPART_URL]
    }
}

/// libcurl's URL handle.
private final class ParsedURL {
    private let handle: OpaquePointer

    init?(_ url: String) {
        guard let handle = curl_url() else { return nil }
        self.handle = handle
        // Proxies have schemes that libcurl does not transfer, such as socks5.
        let flags = UInt32(CURLU_NON_SUPPORT_SCHEME | CURLU_PATH_AS_IS)
        guard curl_url_set(handle, CURLUPART_URL, url, flags) == CURLUE_OK else { return nil }
    }

    deinit {
        curl_url_cleanup(handle)
    }

    subscript(part: CURLUPart, flags: Int32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, UInt32(flags)) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }

    func setHost(_ host: String) -> Bool {
        curl_url_set(handle, CURLUPART_HOST, host, 0) == CURLUE_OK
    }
}
