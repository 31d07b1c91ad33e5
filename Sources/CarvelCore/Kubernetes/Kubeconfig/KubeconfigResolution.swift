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
        if context == nil, let own = try inClusterConnection(overrides, host: host) { return own }
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
            server: Self.address(server),
            namespace: overrides.namespace ?? namespace ?? "default"
        )
        connection.tls = try trust(cluster, overrides, host)
        connection.proxy = try proxy(cluster)
        connection.acceptsCompression = try cluster?.fields.truth("disable-compression") != true
        try identify(&connection, user, overrides, host)
        if case .exec(var plugin) = connection.credentials, plugin.wantsClusterInfo {
            plugin.cluster = try execClusterInfo(connection, server: server, cluster)
            connection.credentials = .exec(plugin)
        }
        return connection
    }

    /// Without a scheme an address means http, as for client-go.
    private static func address(_ server: String) -> String {
        let server = server.hasSuffix("/") ? String(server.dropLast()) : server
        return server.contains("://") ? server : "http://\(server)"
    }

    private func proxy(_ cluster: Entry?) throws(KubeconfigError) -> String? {
        guard let cluster, let proxy = try cluster.text("proxy-url") else { return nil }
        // The address itself is left out of the message: it may hold a password.
        guard ["http://", "https://", "socks5://"].contains(where: proxy.lowercased().hasPrefix) else {
            throw KubeconfigError(
                "\(cluster.place): proxy-url is no address of a proxy; expected http://, https:// or socks5:// in front"
            )
        }
        return proxy
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
