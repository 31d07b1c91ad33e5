/// Addresses that mean the machine which uses them.
enum LoopbackAddress {
    /// The host of a URL, if it is the local machine.
    static func host(of url: String) -> String? {
        let host = Self.host(in: url)
        return isLoopback(host.lowercased()) ? host : nil
    }

    private static func host(in url: String) -> String {
        var rest = url[...]
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        rest = rest.prefix { !"/?#".contains($0) }
        if let login = rest.lastIndex(of: "@") { rest = rest[rest.index(after: login)...] }
        if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") { return String(rest[...end]) }
        return String(rest.prefix { $0 != ":" })
    }

    private static func isLoopback(_ host: String) -> Bool {
        if ["localhost", "[::1]", "[::]", "0.0.0.0"].contains(host) || host.hasSuffix(".localhost") { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
