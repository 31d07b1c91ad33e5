/// What kubectl's own flags change of a kubeconfig's context.
public struct ConnectionOverrides: Sendable, Hashable {
    public var context: String?
    public var cluster: String?
    public var user: String?
    public var namespace: String?
    public var server: String?
    public var token: String?
    public var certificateAuthority: String?
    public var clientCertificate: String?
    public var clientKey: String?
    public var tlsServerName: String?
    public var skipsTLSVerification: Bool?
    public var impersonate: String?
    public var impersonateUID: String?
    public var impersonateGroups: [String]

    public init(
        context: String? = nil,
        cluster: String? = nil,
        user: String? = nil,
        namespace: String? = nil,
        server: String? = nil,
        token: String? = nil,
        certificateAuthority: String? = nil,
        clientCertificate: String? = nil,
        clientKey: String? = nil,
        tlsServerName: String? = nil,
        skipsTLSVerification: Bool? = nil,
        impersonate: String? = nil,
        impersonateUID: String? = nil,
        impersonateGroups: [String] = []
    ) {
        self.context = context
        self.cluster = cluster
        self.user = user
        self.namespace = namespace
        self.server = server
        self.token = token
        self.certificateAuthority = certificateAuthority
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
        self.tlsServerName = tlsServerName
        self.skipsTLSVerification = skipsTLSVerification
        self.impersonate = impersonate
        self.impersonateUID = impersonateUID
        self.impersonateGroups = impersonateGroups
    }
}
