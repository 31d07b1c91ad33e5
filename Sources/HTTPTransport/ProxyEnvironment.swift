internal import Glibc

/// The proxy settings of the environment, read as kubectl reads them: `HTTPS_PROXY` for https, `HTTP_PROXY` for http,
/// `NO_PROXY` for the servers that are reached directly; small letters count first. This machine itself is never
/// reached through a proxy, so that a local cluster works beside a company's proxy.
struct ProxyEnvironment: Sendable {
    var http: String?
    var https: String?
    var exceptions: String

    init(_ variable: (String) -> String?) {
        func value(_ name: String) -> String? {
            [variable(name.lowercased()), variable(name)].compactMap { $0 }.first { !$0.isEmpty }
        }
        let any = value("ALL_PROXY")
        https = value("HTTPS_PROXY") ?? any
        // Under CGI, HTTP_PROXY is the value of a request's header `Proxy`: whoever asks would choose the proxy.
        let isCGI = variable("REQUEST_METHOD") != nil
        http = (isCGI ? variable("http_proxy") : value("HTTP_PROXY")) ?? any
        exceptions = value("NO_PROXY") ?? ""
    }

    /// What the process's environment says now.
    static func current() -> ProxyEnvironment {
        ProxyEnvironment { name in getenv(name).map { String(cString: $0) } }
    }

    /// The proxy on the way to a server; `nil` for the direct way.
    func proxy(for server: ServerAddress) -> String? {
        guard let proxy = server.scheme == "https" ? https : http else { return nil }
        return isException(server) ? nil : proxy
    }

    private func isException(_ server: ServerAddress) -> Bool {
        let host = server.bareHost.lowercased()
        let address = IPAddress(host)
        if host == "localhost" || address?.isLoopback == true { return true }
        return exceptions.split(whereSeparator: { $0 == "," || $0.isWhitespace }).contains { entry in
            matches(entry.lowercased(), host: host, address: address, port: server.port)
        }
    }

    private func matches(_ entry: String, host: String, address: IPAddress?, port: Int) -> Bool {
        if entry == "*" { return true }
        if let slash = entry.firstIndex(of: "/") {
            guard let network = IPAddress(String(entry[..<slash])), let bits = Int(entry[entry.index(after: slash)...])
            else { return false }
            return address?.isInside(network, prefix: bits) == true
        }
        if let wanted = IPAddress(entry) { return address == wanted }
        var name = entry
        if let colon = entry.lastIndex(of: ":"), let wantedPort = Int(entry[entry.index(after: colon)...]) {
            guard wantedPort == port else { return false }
            name = String(entry[..<colon])
        }
        if let wanted = IPAddress(name) { return address == wanted }
        // The end of an address is no domain.
        if address != nil { return false }
        if name.hasPrefix("*.") { name.removeFirst() }
        // `.example.com` stands for what is below, `example.com` for itself too.
        if name.hasPrefix(".") { return host.hasSuffix(name) }
        return !name.isEmpty && (host == name || host.hasSuffix("." + name))
    }
}

/// The bytes of an IPv4 or IPv6 address.
struct IPAddress: Hashable {
    private var bytes: [UInt8]

    /// The address that a text without a zone spells, in brackets or not; `nil` for a name.
    init?(_ text: String) {
        let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
        for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
            var parsed = [UInt8](repeating: 0, count: count)
            let status = parsed.withUnsafeMutableBytes { inet_pton(family, bare, $0.baseAddress) }
            if status == 1 {
                bytes = parsed
                return
            }
        }
        return nil
    }

    var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
    }

    /// Whether the first `prefix` bits are those of the network.
    func isInside(_ network: IPAddress, prefix: Int) -> Bool {
        guard bytes.count == network.bytes.count, (0...(bytes.count * 8)).contains(prefix) else { return false }
        return (0..<prefix).allSatisfy { bit in
            let mask = UInt8(0x80) >> UInt8(bit % 8)
            return bytes[bit / 8] & mask == network.bytes[bit / 8] & mask
        }
    }
}
