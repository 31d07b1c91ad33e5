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

    /// The kubeconfig of this context alone.
    func document(_ connection: ClusterConnection) -> FluxDocument {
        var document = FluxDocument(
            contextName: name,
            clusterName: cluster.name,
            userName: user.name,
            namespace: namespace,
            connection: connection
        )
        if case .exec(let plugin) = connection.credentials {
            document.exec = user.members["exec"]
            if plugin.wantsClusterInfo { document.clusterExtensions = cluster.members["extensions"] }
        }
        return document
    }
}

// MARK: What Flux would drop

extension FluxContext {
    /// The first thing in the context that Flux could not use, if there is one.
    ///
    /// - Parameter permitted: what the flags of the controllers permit.
    func refusal(_ permitted: FluxPermissions) -> KubeconfigRefusal? {
        if let refusal = trustRefusal(permitted) { return refusal }
        let unusable: [(field: String, reason: KubeconfigRefusal.Reason)] = [
            ("exec", .exec), ("auth-provider", .authProvider), ("tokenFile", .tokenFile),
            ("as", .impersonation), ("as-uid", .impersonation), ("as-groups", .impersonation),
            ("as-user-extra", .impersonation),
        ]
        let mayRun = permitted.contains(.exec)
        for (field, reason) in unusable where has(field) && !(mayRun && reason == .exec) {
            return refusal(user, field, reason)
        }

        let certificate = ["client-certificate-data", "client-certificate"].first(where: has)
        let key = ["client-key-data", "client-key"].first(where: has)
        switch (certificate, key) {
        case (let certificate?, nil): return refusal(user, certificate, .certificateWithoutKey)
        case (nil, let key?): return refusal(user, key, .keyWithoutCertificate)
        case (nil, nil) where !has("token") && !has("username") && !has("exec"):
            return refusal(user, "user", .noCredentials)
        default: return nil
        }
    }

    /// What Flux could not use of the cluster, whoever logs in to it.
    func trustRefusal(_ permitted: FluxPermissions) -> KubeconfigRefusal? {
        guard !permitted.contains(.insecureTLS), let skips = cluster.members["insecure-skip-tls-verify"],
            !skips.isNull, skips != false
        else { return nil }
        return refusal(cluster, "insecure-skip-tls-verify", .skipsTLSVerification)
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
