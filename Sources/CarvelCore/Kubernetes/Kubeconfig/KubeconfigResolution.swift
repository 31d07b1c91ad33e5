import HTTPTransport
import OrderedCollections
import YAMLDocument

extension Kubeconfig {
    /// How to talk to the cluster of a context, with what the flags change of it.
    ///
    /// - Throws: `KubeconfigError` naming the file, the entry and the field that is missing or can't be used.
    public func connection(
        _ overrides: ConnectionOverrides = ConnectionOverrides(),
        host: Host
    ) throws(KubeconfigError) -> ClusterConnection {
        let context = try selectedContext(overrides)
        let clusterName = try context?.text("cluster")
        let cluster = try entry(
            overrides.cluster ?? clusterName,
            of: clusters,
            kind: "cluster",
            overrides.cluster == nil ? context : nil
        )
        let userName = try context?.text("user")
        let user = try entry(
            overrides.user ?? userName,
            of: users,
            kind: "user",
            overrides.user == nil ? context : nil
        )

        let listedServer = try cluster?.text("server")
        let namespace = try context?.text("namespace")
        guard let server = overrides.server ?? listedServer else {
            throw KubeconfigError(
                cluster.map { "\($0.place) has no server; expected such as https://host:6443" }
                    ?? context.map { "\($0.place) names no cluster; give --cluster or --server" } ?? noServerMessage
            )
        }
        var connection = ClusterConnection(
            name: context?.name ?? overrides.cluster ?? server,
            server: server.hasSuffix("/") ? String(server.dropLast()) : server,
            namespace: overrides.namespace ?? namespace ?? "default"
        )
        connection.tls = try trust(cluster, overrides, host)
        connection.proxy = try cluster?.text("proxy-url")
        try identify(&connection, user, overrides, host)
        return connection
    }

    private var noServerMessage: String {
        files.isEmpty
            ? "no kubeconfig was found; set KUBECONFIG, or give --kubeconfig or --server"
            : "\(files.joined(separator: ", ")): no context is current; give --context (one of: "
                + "\(contextNames.joined(separator: ", ")))"
    }

    private func selectedContext(_ overrides: ConnectionOverrides) throws(KubeconfigError) -> Entry? {
        guard let name = overrides.context ?? currentContext else { return nil }
        if let context = contexts[name] { return context }
        let places = files.isEmpty ? "no kubeconfig was found" : files.joined(separator: ", ")
        let known = contextNames.isEmpty ? "it has none" : "it has: \(contextNames.joined(separator: ", "))"
        let hint = closestMatch(to: name, in: contextNames).map { "; did you mean \"\($0)\"?" } ?? ""
        throw KubeconfigError("\(places): there is no context \"\(name)\" (\(known))\(hint)")
    }

    /// The parts of a context, all of which must be there.
    ///
    /// - Parameter name: by default the current context.
    func entries(
        ofContext name: String?
    ) throws(KubeconfigError) -> (context: Entry, cluster: Entry, user: Entry) {
        guard let context = try selectedContext(ConnectionOverrides(context: name)) else {
            throw KubeconfigError(noServerMessage)
        }
        let clusterName = try context.text("cluster")
        let userName = try context.text("user")
        guard let cluster = try entry(clusterName, of: clusters, kind: "cluster", context) else {
            throw KubeconfigError("\(context.place) names no cluster")
        }
        guard let user = try entry(userName, of: users, kind: "user", context) else {
            throw KubeconfigError("\(context.place) names no user")
        }
        return (context, cluster, user)
    }

    private func entry(
        _ name: String?,
        of entries: OrderedDictionary<String, Entry>,
        kind: String,
        _ context: Entry?
    ) throws(KubeconfigError) -> Entry? {
        guard let name else { return nil }
        if let entry = entries[name] { return entry }
        let origin = context.map { "\($0.place) names \(kind) \"\(name)\"" } ?? "--\(kind) names \"\(name)\""
        let known = entries.isEmpty ? "there is none" : "there is: \(entries.keys.joined(separator: ", "))"
        throw KubeconfigError("\(origin), which no kubeconfig has (\(known))")
    }
}

// MARK: Whom to trust

extension Kubeconfig {
    private func trust(
        _ cluster: Entry?,
        _ overrides: ConnectionOverrides,
        _ host: Host
    ) throws(KubeconfigError) -> TLSOptions {
        var tls = TLSOptions()
        tls.certificateAuthority = try material(
            cluster,
            "certificate-authority",
            flag: overrides.certificateAuthority,
            host
        )
        // Another server has another certificate, so the name that the kubeconfig expects counts no more.
        let serverName = overrides.server == nil ? try cluster?.text("tls-server-name") : nil
        tls.serverName = overrides.tlsServerName ?? serverName
        tls.verifiesServer =
            !(overrides.skipsTLSVerification
            ?? cluster?.members["insecure-skip-tls-verify"]?.bool ?? false)
        if !tls.verifiesServer { tls.certificateAuthority = nil }
        return tls
    }

    /// The bytes of `<member>-data`, or else of the file that `<member>` names; a flag's file wins over both.
    private func material(
        _ entry: Entry?,
        _ member: String,
        flag: String?,
        _ host: Host
    ) throws(KubeconfigError) -> [UInt8]? {
        if let flag { return try contents(of: host.absolutePath(flag), "--\(member)", host) }
        guard let entry else { return nil }
        if let data = try entry.text("\(member)-data") {
            guard let bytes = Base64.decode(data) else {
                throw KubeconfigError("\(entry.place): \(member)-data is no base64")
            }
            return bytes
        }
        guard let path = try entry.text(member) else { return nil }
        return try contents(of: host.absolutePath(path, from: entry.folder), "\(entry.place): \(member)", host)
    }

    private func contents(of path: String, _ place: String, _ host: Host) throws(KubeconfigError) -> [UInt8] {
        do {
            return try host.files.read(path)
        } catch {
            throw KubeconfigError("\(place): \(error)")
        }
    }
}

// MARK: Who we are

extension Kubeconfig {
    private func identify(
        _ connection: inout ClusterConnection,
        _ user: Entry?,
        _ overrides: ConnectionOverrides,
        _ host: Host
    ) throws(KubeconfigError) {
        connection.tls.clientCertificate = try material(
            user,
            "client-certificate",
            flag: overrides.clientCertificate,
            host
        )
        connection.tls.clientKey = try material(user, "client-key", flag: overrides.clientKey, host)
        guard (connection.tls.clientCertificate == nil) == (connection.tls.clientKey == nil) else {
            let missing = connection.tls.clientKey == nil ? "client-key" : "client-certificate"
            throw KubeconfigError(
                "\(user?.place ?? "the flags"): \(missing) is missing; a client certificate and its key go together"
            )
        }
        connection.credentials = try credentials(user, overrides, host)
        if connection.credentials == .none, connection.tls.clientCertificate == nil, let user {
            try refuseWhatIsNotSupported(user)
        }
        connection.impersonation = try impersonation(user, overrides)
    }

    private func credentials(
        _ user: Entry?,
        _ overrides: ConnectionOverrides,
        _ host: Host
    ) throws(KubeconfigError) -> ClusterConnection.Credentials {
        if let token = overrides.token { return .token(token) }
        guard let user else { return .none }
        if let path = try user.text("tokenFile") {
            return .tokenFile(path: host.absolutePath(path, from: user.folder), place: "\(user.place): tokenFile")
        }
        if let token = try user.text("token") { return .token(token) }
        if let username = try user.text("username") {
            let password = try user.text("password")
            return .basic(username: username, password: password ?? "")
        }
        return .none
    }

    private func refuseWhatIsNotSupported(_ user: Entry) throws(KubeconfigError) {
        for member in ["exec", "auth-provider"] where user.members[member]?.isNull == false {
            throw KubeconfigError(
                "\(user.place) logs in by \(member), which this version can't run; use a context with a client"
                    + " certificate or a token, or give --token"
            )
        }
    }

    private func impersonation(
        _ user: Entry?,
        _ overrides: ConnectionOverrides
    ) throws(KubeconfigError) -> ClusterConnection.Impersonation? {
        if let name = overrides.impersonate {
            return .init(user: name, uid: overrides.impersonateUID, groups: overrides.impersonateGroups)
        }
        if overrides.impersonateUID != nil || !overrides.impersonateGroups.isEmpty {
            throw KubeconfigError("--as-uid and --as-group need --as, the user to act as")
        }
        guard let user, let name = try user.text("as") else { return nil }
        let groups = (user.members["as-groups"]?.array ?? []).compactMap(\.string)
        let extra = (user.members["as-user-extra"]?.object ?? [:]).mapValues { ($0.array ?? []).compactMap(\.string) }
        return .init(
            user: name,
            uid: try user.text("as-uid"),
            groups: groups,
            extra: Dictionary(uniqueKeysWithValues: extra.map { ($0.key, $0.value) })
        )
    }
}

extension String {
    /// The text without the characters at its end that satisfy a condition.
    func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> Substring {
        guard let last = lastIndex(where: { !isTrimmed($0) }) else { return "" }
        return self[...last]
    }
}
