/// The address of an API server, as far as it says which server is meant: two ways to write one are equal.
struct ServerAddress: Hashable, CustomStringConvertible {
    private let scheme: String
    private let host: String
    private let port: String
    private let path: String

    init(_ url: String) {
        let parts = url.firstRange(of: "://").map { (url[..<$0.lowerBound].lowercased(), url[$0.upperBound...]) }
        scheme = parts?.0 ?? "http"
        let rest = (parts?.1 ?? url[...]).prefix { $0 != "?" && $0 != "#" }
        var authority = rest.prefix { $0 != "/" }
        var path = rest.dropFirst(authority.count)
        while path.last == "/" { path.removeLast() }
        self.path = String(path)
        if let login = authority.lastIndex(of: "@") { authority = authority[authority.index(after: login)...] }
        // The colons of an IPv6 address stand in brackets.
        let end = authority.lastIndex(of: "]") ?? authority.startIndex
        let colon = authority[end...].lastIndex(of: ":")
        host = authority[..<(colon ?? authority.endIndex)].lowercased()
        let port = colon.map { String(authority[authority.index(after: $0)...]) } ?? ""
        self.port = port.isEmpty ? (scheme == "https" ? "443" : "80") : port
    }

    /// The address, without user name, password and query.
    var description: String {
        let isUsual = port == (scheme == "https" ? "443" : "80")
        return "\(scheme)://\(host)\(isUsual ? "" : ":\(port)")\(path)"
    }
}
