public import HTTPTransport

/// All that it takes to talk to one cluster as one user: what a context of a kubeconfig comes down to.
public struct ClusterConnection: Sendable, Hashable {
    /// The name by which the user knows it, usually the context's.
    public var name: String
    /// The address of the API server, with no slash at its end.
    public var server: String
    public var tls: TLSOptions
    public var proxy: String?
    public var credentials: Credentials
    public var impersonation: Impersonation?
    /// The namespace for what names none.
    public var namespace: String

    /// How the user proves who they are, besides a client certificate.
    public enum Credentials: Sendable, Hashable {
        case none
        case token(String)
        case basic(username: String, password: String)
    }

    /// Whom the requests are made for.
    public struct Impersonation: Sendable, Hashable {
        public var user: String
        public var uid: String?
        public var groups: [String]
        public var extra: [String: [String]]

        public init(user: String, uid: String? = nil, groups: [String] = [], extra: [String: [String]] = [:]) {
            self.user = user
            self.uid = uid
            self.groups = groups
            self.extra = extra
        }
    }

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

    /// The header fields that say who we are.
    var headers: HTTPHeaders {
        var headers = HTTPHeaders()
        switch credentials {
        case .none: break
        case .token(let token): headers["Authorization"] = "Bearer \(token)"
        case .basic(let username, let password):
            headers["Authorization"] = "Basic \(Base64.encode("\(username):\(password)".utf8))"
        }
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
