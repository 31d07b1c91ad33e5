/// What kubectl's own flags change of a kubeconfig's context; `nil` leaves what the kubeconfig says, and so does an
/// empty text, as for kubectl.
public struct ConnectionOverrides: Sendable, Hashable {
    /// The context to take instead of the current one.
    var context: String?
    /// The kubeconfig's cluster to take instead of the context's.
    var cluster: String?
    /// The kubeconfig's user to take instead of the context's.
    var user: String?
    /// The namespace to take instead of the context's.
    var namespace: String?
    /// The address of the API server, instead of the cluster's.
    var server: String?
    /// The bearer token to log in with, whatever token or password the user has.
    var token: String?
    /// The path of a PEM file with the authorities to trust.
    var certificateAuthority: String?
    /// The path of a PEM file with the certificate to log in with.
    var clientCertificate: String?
    /// The path of a PEM file with that certificate's key.
    var clientKey: String?
    /// The name that the server's certificate must be for, instead of the address's host.
    var tlsServerName: String?
    /// Whether the server's certificate goes unchecked.
    var skipsTLSVerification: Bool?
    /// The name of the user to act as.
    var impersonate: String?
    /// The UID to act as; refused without a user to act as.
    var impersonateUID: String?
    /// The groups to act as a member of; refused without a user to act as.
    var impersonateGroups: [String]

    /// Changes nothing, unless said otherwise.
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
        self.context = context.orNilIfEmpty
        self.cluster = cluster.orNilIfEmpty
        self.user = user.orNilIfEmpty
        self.namespace = namespace.orNilIfEmpty
        self.server = server.orNilIfEmpty
        self.token = token.orNilIfEmpty
        self.certificateAuthority = certificateAuthority.orNilIfEmpty
        self.clientCertificate = clientCertificate.orNilIfEmpty
        self.clientKey = clientKey.orNilIfEmpty
        self.tlsServerName = tlsServerName.orNilIfEmpty
        self.skipsTLSVerification = skipsTLSVerification
        self.impersonate = impersonate.orNilIfEmpty
        self.impersonateUID = impersonateUID.orNilIfEmpty
        self.impersonateGroups = impersonateGroups
    }
}

extension String? {
    /// The text, unless there is nothing in it.
    fileprivate var orNilIfEmpty: String? { self?.isEmpty == true ? nil : self }
}
