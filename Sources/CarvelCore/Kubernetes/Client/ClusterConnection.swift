public import HTTPTransport

/// All that it takes to talk to one cluster as one user: what a context of a kubeconfig comes down to.
public struct ClusterConnection: Sendable, Hashable {
    /// The name by which the user knows it, usually the context's.
    public var name: String
    /// The address of the API server, with no slash at its end.
    public var server: String
    /// Whom to trust, and the client certificate, if the user has one.
    public var tls: TLSOptions
    /// The proxy's URL; `nil` to go by `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`.
    public var proxy: String?
    /// How the user proves who they are, besides a client certificate.
    public var credentials: Credentials
    /// Whom the requests are made for; `nil` for the user themselves.
    public var impersonation: Impersonation?
    /// The namespace for what names none.
    public var namespace: String
    /// Whether the server may compress its answers.
    public var acceptsCompression = true

    /// How a user proves who they are.
    public enum Credentials: Sendable, Hashable {
        case none
        /// A bearer token.
        case token(String)
        /// The absolute path of a file with a bearer token, which may be replaced at any time, and the kubeconfig's
        /// place that names it; the other token counts while the file has none.
        case tokenFile(path: String, place: String, otherwise: String? = nil)
        case basic(username: String, password: String)
        /// What a program brings, run when it is first needed.
        case exec(ExecPlugin)
    }

    /// Whom the requests are made for.
    public struct Impersonation: Sendable, Hashable {
        /// The name of the user, or of a service account as `system:serviceaccount:<namespace>:<name>`.
        public var user: String
        /// Their UID; `nil` to name none.
        public var uid: String?
        /// The groups that they count as a member of.
        public var groups: [String]
        /// What else an authenticator would know of them: values by key.
        public var extra: [String: [String]]

        /// Someone to act as; the name alone is enough.
        public init(user: String, uid: String? = nil, groups: [String] = [], extra: [String: [String]] = [:]) {
            self.user = user
            self.uid = uid
            self.groups = groups
            self.extra = extra
        }
    }

    /// A connection with this machine's usual trust and no credentials, unless said otherwise.
    public init(
        name: String,
        server: String,
        tls: TLSOptions = TLSOptions(),
        proxy: String? = nil,
        credentials: Credentials = .none,
        impersonation: Impersonation? = nil,
        namespace: String = "default"
    ) {
        self.name = name
        self.server = server
        self.tls = tls
        self.proxy = proxy
        self.credentials = credentials
        self.impersonation = impersonation
        self.namespace = namespace
    }

    /// Whether what is sent can be read by the server alone.
    var isEncrypted: Bool { server.lowercased().hasPrefix("https://") }

    /// The header fields that say whom the requests are made for.
    var impersonationHeaders: HTTPHeaders {
        var headers = HTTPHeaders()
        if let impersonation {
            headers["Impersonate-User"] = impersonation.user
            headers["Impersonate-Uid"] = impersonation.uid
            for group in impersonation.groups { headers.add(name: "Impersonate-Group", value: group) }
            for (key, values) in impersonation.extra.sorted(by: { $0.key < $1.key }) {
                for value in values { headers.add(name: "Impersonate-Extra-\(URLText.escaped(key))", value: value) }
            }
        }
        return headers
    }
}
