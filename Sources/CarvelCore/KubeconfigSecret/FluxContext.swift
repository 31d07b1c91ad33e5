import HTTPTransport
import OrderedCollections
import YAMLDocument

/// One context of a kubeconfig with its cluster and user, as they are written there.
struct FluxContext: Sendable {
    let name: String
    private let namespace: String?
    private let cluster: Kubeconfig.Entry
    private let user: Kubeconfig.Entry

    init(_ kubeconfig: Kubeconfig, _ name: String?) throws(KubeconfigError) {
        let entries = try kubeconfig.entries(ofContext: name)
        self.name = entries.context.name
        namespace = try entries.context.text("namespace")
        cluster = entries.cluster
        user = entries.user
    }

    /// Where the cluster is, for messages.
    var clusterPlace: String { cluster.place }
    /// Where the user is, for messages.
    var userPlace: String { user.place }

    /// The kubeconfig of this context alone, its members in the order in which kubectl writes them.
    func document(_ connection: ClusterConnection) -> JSONValue {
        [
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [["cluster": .object(clusterMembers(connection)), "name": .string(cluster.name)]],
            "contexts": [["context": .object(contextMembers), "name": .string(name)]],
            "current-context": .string(name),
            "users": [["name": .string(user.name), "user": .object(userMembers(connection))]],
        ]
    }

    private var contextMembers: JSONObject {
        var members: JSONObject = ["cluster": .string(cluster.name)]
        members["namespace"] = namespace.map(JSONValue.string)
        members["user"] = .string(user.name)
        return members
    }

    private func clusterMembers(_ connection: ClusterConnection) -> JSONObject {
        var members = JSONObject()
        members["certificate-authority-data"] = Self.data(connection.tls.certificateAuthority)
        members["proxy-url"] = connection.proxy.map(JSONValue.string)
        members["server"] = .string(connection.server)
        members["tls-server-name"] = connection.tls.serverName.map(JSONValue.string)
        return members
    }

    private func userMembers(_ connection: ClusterConnection) -> JSONObject {
        var members = JSONObject()
        members["client-certificate-data"] = Self.data(connection.tls.clientCertificate)
        members["client-key-data"] = Self.data(connection.tls.clientKey)
        switch connection.credentials {
        // Token files and programs are refused before it comes to this.
        case .none, .tokenFile, .exec: break
        case .token(let token): members["token"] = .string(token)
        case .basic(let username, let password):
            members["password"] = .string(password)
            members["username"] = .string(username)
        }
        return members
    }

    private static func data(_ bytes: [UInt8]?) -> JSONValue? {
        bytes.map { .string(Base64.encode($0)) }
    }
}

// MARK: What Flux would drop

extension FluxContext {
    /// The first thing in the context that Flux could not use, if there is one.
    var refusal: KubeconfigRefusal? {
        if let skips = cluster.members["insecure-skip-tls-verify"], !skips.isNull, skips != false {
            return refusal(cluster, "insecure-skip-tls-verify", .skipsTLSVerification)
        }
        let unusable: [(field: String, reason: KubeconfigRefusal.Reason)] = [
            ("exec", .exec), ("auth-provider", .authProvider), ("tokenFile", .tokenFile),
            ("as", .impersonation), ("as-uid", .impersonation), ("as-groups", .impersonation),
            ("as-user-extra", .impersonation),
        ]
        for (field, reason) in unusable where has(field) { return refusal(user, field, reason) }

        let certificate = ["client-certificate-data", "client-certificate"].first(where: has)
        let key = ["client-key-data", "client-key"].first(where: has)
        switch (certificate, key) {
        case (let certificate?, nil): return refusal(user, certificate, .certificateWithoutKey)
        case (nil, let key?): return refusal(user, key, .keyWithoutCertificate)
        case (nil, nil) where !has("token") && !has("username"): return refusal(user, "user", .noCredentials)
        default: return nil
        }
    }

    /// Whether the user has a field that is not empty.
    private func has(_ field: String) -> Bool {
        switch user.members[field] {
        case nil, .null, .string(""), .array([]), .object([:]): false
        default: true
        }
    }

    private func refusal(
        _ entry: Kubeconfig.Entry,
        _ field: String,
        _ reason: KubeconfigRefusal.Reason
    ) -> KubeconfigRefusal {
        KubeconfigRefusal(place: entry.place, field: field, reason: reason)
    }
}
