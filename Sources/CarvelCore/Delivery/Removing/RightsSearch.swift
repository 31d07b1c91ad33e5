import YAMLDocument

/// Finds the rights and service accounts of a delivery in one namespace of a run cluster that are not called for.
struct RightsSearch: Sendable {
    let search: RemovalSearch
    let client: ClusterClient
    let namespace: String

    struct Found: Sendable {
        /// In an order in which they are deleted.
        var items: [RemovalPlan.Item] = []
        /// What others use, and so stays, a sentence each.
        var kept: [String] = []
    }

    func find() async throws -> Found {
        async let allBindings = client.list(.roleBinding, namespace: namespace)
        async let roles = ours(.role)
        async let accounts = ours(.serviceAccount)
        let called = called
        func isGoing(_ object: KubernetesObject) -> Bool {
            Labels.marks(object, of: search.delivery)
                && !called.contains("\(object.kind)/\(object.name)") && isMeant(object)
        }
        let bindings = try await allBindings
        let going = bindings.filter(isGoing)
        let staying = bindings.filter { !isGoing($0) }
        var found = Found(items: going.map { .init(type: .roleBinding, object: $0) })
        for role in try await roles.filter(isGoing) {
            let user = staying.first { $0.json[path: "roleRef", "name"]?.string == role.name }
            found.add(role, .role, unlessUsedBy: user)
        }
        for account in try await accounts.filter(isGoing) where !isOnBuildCluster {
            let user = staying.first { binding in
                (binding.json["subjects"]?.array ?? []).contains {
                    $0["kind"]?.string == ResourceType.serviceAccount.kind && $0["name"]?.string == account.name
                        && $0["namespace"]?.string == namespace
                }
            }
            found.add(account, .serviceAccount, unlessUsedBy: user)
        }
        return found
    }

    private func ours(_ type: ResourceType) async throws(ClusterError) -> [KubernetesObject] {
        try await client.list(type, namespace: namespace, labelSelector: Labels.selector(of: search.delivery))
    }

    /// What runs on needs the account by which kapp-controller installs it.
    private func isMeant(_ object: KubernetesObject) -> Bool {
        guard search.keepsInstalls else { return true }
        let role = RunClusterManifests.fluxRole
        return object.name == role || object.json[path: "roleRef", "name"]?.string == role
    }

    /// Whether this namespace is that of the Kustomizations too, whose service accounts go after them.
    private var isOnBuildCluster: Bool {
        client.connection.server == search.build.client.connection.server
            && namespace == search.delivery.build.namespace
    }

    /// Kind and name of what is called for in this namespace, by whichever run cluster of this server.
    private var called: Set<String> {
        var called: Set<String> = []
        for cluster in search.wanted.delivery.runClusters where cluster.namespace == namespace {
            let other = try? search.clusters.client(context: cluster.context, calledName: cluster.name)
            guard other?.connection.server == client.connection.server else { continue }
            called.formUnion(search.wanted.run(cluster).map { "\($0.object.kind)/\($0.object.name)" })
        }
        return called
    }
}

extension RightsSearch.Found {
    fileprivate mutating func add(
        _ object: KubernetesObject,
        _ type: ResourceType,
        unlessUsedBy user: KubernetesObject?
    ) {
        guard let user else { return items.append(.init(type: type, object: object)) }
        kept.append("\(type.kind)/\(object.name) stays: RoleBinding/\(user.name) uses it")
    }
}
