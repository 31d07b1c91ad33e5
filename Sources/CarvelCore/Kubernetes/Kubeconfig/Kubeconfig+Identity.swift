import HTTPTransport

// Who we are: one way to log in, chosen as client-go chooses it.

extension Kubeconfig {
    /// Puts into a connection how its user logs in, and whom they act as.
    func identify(
        _ connection: inout ClusterConnection,
        _ user: Entry?,
        _ overrides: ConnectionOverrides,
        _ host: Host
    ) throws(KubeconfigError) {
        connection.impersonation = try impersonation(user, overrides)
        let plugin = try execPlugin(user, host)
        let stated = try statedCredentials(user, overrides, host)
        try takeCertificate(&connection, user, overrides, host, isOnlyWay: stated == .none && plugin == nil)
        if let user { try refuseAuthProvider(user, isNeeded: stated == .none) }
        // The plugin runs only where nothing else says who we are.
        if stated == .none, connection.tls.clientCertificate == nil, let plugin {
            connection.credentials = .exec(plugin)
        } else {
            connection.credentials = stated
        }
    }

    /// - Parameter isOnlyWay: whether there is no other way to log in.
    private func takeCertificate(
        _ connection: inout ClusterConnection,
        _ user: Entry?,
        _ overrides: ConnectionOverrides,
        _ host: Host,
        isOnlyWay: Bool
    ) throws(KubeconfigError) {
        let place = user?.place ?? "the flags"
        let certificate = try material(
            user,
            "client-certificate",
            .certificate,
            flag: overrides.clientCertificate,
            host
        )
        guard let certificate else {
            // A key alone counts for nothing, which is worth an error only where there is nothing else.
            let data = try user?.text("client-key-data")
            let path = try user?.text("client-key")
            guard isOnlyWay, overrides.clientKey ?? data ?? path != nil else { return }
            throw KubeconfigError(
                "\(place): client-certificate is missing; a client certificate and its key go together"
            )
        }
        guard let key = try material(user, "client-key", .privateKey, flag: overrides.clientKey, host) else {
            throw KubeconfigError("\(place): client-key is missing; a client certificate and its key go together")
        }
        connection.tls.clientCertificate = certificate
        connection.tls.clientKey = key
    }

    /// The token or the password, of which there may be one.
    private func statedCredentials(
        _ user: Entry?,
        _ overrides: ConnectionOverrides,
        _ host: Host
    ) throws(KubeconfigError) -> ClusterConnection.Credentials {
        let ownToken = try user?.text("token")
        let path = overrides.token == nil ? try user?.text("tokenFile") : nil
        let username = try user?.text("username")
        let password = try user?.text("password")
        let token = overrides.token ?? ownToken
        if token != nil || path != nil, username != nil || password != nil {
            let kind = overrides.token != nil ? "--token" : path != nil ? "tokenFile" : "token"
            throw KubeconfigError(
                "\(user?.place ?? "the flags"): \(kind) and \(username != nil ? "username" : "password") are two ways to"
                    + " log in; kubectl takes one of them, so remove the other"
            )
        }
        if let user, let path {
            return .tokenFile(
                path: host.absolutePath(path, from: user.folder),
                place: "\(user.place): tokenFile",
                otherwise: token
            )
        }
        if let token { return .token(token) }
        if let username { return .basic(username: username, password: password ?? "") }
        return .none
    }

    /// - Parameter isNeeded: whether the user would log in by the provider. That of OpenID Connect leaves a request
    ///   alone that has a token; all others are no more in client-go, and stop kubectl in any case.
    private func refuseAuthProvider(_ user: Entry, isNeeded: Bool) throws(KubeconfigError) {
        guard let provider = try user.fields.fields("auth-provider") else { return }
        let name = try provider.text("name")
        let message: String
        switch name {
        case "oidc":
            guard isNeeded else { return }
            message =
                "\"oidc\" is not understood here; log in by the exec plugin kubelogin (kubectl oidc-login setup), or give"
                + " --token"
        case "gcp":
            message =
                "\"gcp\" is no more in Kubernetes' clients; log in by the exec plugin gke-gcloud-auth-plugin, which gcloud"
                + " container clusters get-credentials writes into the kubeconfig"
        case "azure":
            message =
                "\"azure\" is no more in Kubernetes' clients; log in by the exec plugin kubelogin, which kubelogin"
                + " convert-kubeconfig writes into the kubeconfig"
        default:
            message =
                "there is no provider \"\(name ?? "")\"; log in by an exec plugin, a token or a client certificate"
        }
        throw KubeconfigError("\(provider.place): \(message)")
    }

    /// Each flag takes the place of one field.
    private func impersonation(
        _ user: Entry?,
        _ overrides: ConnectionOverrides
    ) throws(KubeconfigError) -> ClusterConnection.Impersonation? {
        let fields = user?.fields
        let ownName = try fields?.text("as")
        let ownUID = try fields?.text("as-uid")
        let ownGroups = try fields?.texts("as-groups") ?? []
        let extra = try fields?.textsByName("as-user-extra") ?? [:]
        let uid = overrides.impersonateUID ?? ownUID
        let groups = overrides.impersonateGroups.isEmpty ? ownGroups : overrides.impersonateGroups
        if let name = overrides.impersonate ?? ownName {
            return .init(user: name, uid: uid, groups: groups, extra: extra)
        }
        if overrides.impersonateUID != nil || !overrides.impersonateGroups.isEmpty {
            throw KubeconfigError("--as-uid and --as-group need --as, the user to act as")
        }
        guard uid == nil, groups.isEmpty, extra.isEmpty else {
            throw KubeconfigError(
                "\(user?.place ?? ""): as-uid, as-groups and as-user-extra need as, the user to act as; add it, or give"
                    + " --as"
            )
        }
        return nil
    }
}
