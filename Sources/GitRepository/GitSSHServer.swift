/// A server that is reached by ssh.
public struct GitSSHServer: Sendable, Hashable {
    /// The port where nothing names one.
    public static let usualPort = 22

    /// The host's name or address; an IPv6 address without its brackets.
    public let name: String
    /// The port.
    public let port: Int

    /// - Parameter authority: the host and its port, as a URL has them, which is known to be one.
    init(authority: Substring) {
        let address = authority.lastIndex(of: "]").map { authority[...$0] }
        let host = address ?? authority.prefix { $0 != ":" }
        name = String(host.filter { $0 != "[" && $0 != "]" })
        port = Int(authority[host.endIndex...].dropFirst()) ?? Self.usualPort
    }
}
