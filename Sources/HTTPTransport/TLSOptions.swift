/// Whom to trust, and who we are. The PEM texts stay in memory: none is ever written to a file.
public struct TLSOptions: Sendable, Hashable {
    /// The certificate authorities to trust, PEM; `nil` for those of this machine.
    public var certificateAuthority: [UInt8]?
    /// Our certificate, PEM, with its chain.
    public var clientCertificate: [UInt8]?
    /// The private key of our certificate, PEM, not encrypted.
    public var clientKey: [UInt8]?
    /// The name to ask for and to check instead of the address's host (Kubernetes: `tls-server-name`).
    public var serverName: String?
    /// Whether the server's certificate and name are checked. Only the user may turn this off.
    public var verifiesServer: Bool

    /// Full checks against this machine's authorities, unless said otherwise.
    public init(
        certificateAuthority: [UInt8]? = nil,
        clientCertificate: [UInt8]? = nil,
        clientKey: [UInt8]? = nil,
        serverName: String? = nil,
        verifiesServer: Bool = true
    ) {
        self.certificateAuthority = certificateAuthority
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
        self.serverName = serverName
        self.verifiesServer = verifiesServer
    }
}
