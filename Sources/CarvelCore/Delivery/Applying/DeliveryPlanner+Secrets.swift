import GitRepository

// The Secrets that Flux needs, whose content is not in the repository.

extension DeliveryPlanner {
    /// A Secret that is there stays as it is, unless it is to be replaced: it may hold credentials that may only read,
    /// while ours may push.
    func authSecret(_ name: String, _ delivery: Delivery, _ planner: ObjectPlanner) async -> PlannedObject {
        await secret(named: name, delivery, planner, replacing: options.replacesAuthSecret) {
            let isSSH = delivery.repository.url.hasPrefix("ssh://")
            let secret = AuthSecretManifest.secret(
                named: name,
                credentials: credentials,
                knownHosts: isSSH ? try await knownHosts(delivery) : "",
                delivery
            )
            guard let secret else {
                throw DeliveryError(
                    "there are no credentials with which Flux could log in to the repository",
                    hint: isSSH
                        ? "name the file of a key that Flux may use in CARVEL_GIT_SSH_KEY_FILE"
                        : "give --git-username and --git-password-file, or --git-token-file"
                )
            }
            return secret
        }
    }

    /// What Flux has to know of the server, which is what this user knows of it.
    private func knownHosts(_ delivery: Delivery) async throws -> String {
        guard let server = try GitRemote(url: delivery.repository.url).sshServer else { return "" }
        let lines = try await KnownHosts(host: clusters.host).lines(about: server)
        guard !lines.isEmpty else {
            throw DeliveryError(
                "known_hosts has no key of \(server.name), so Flux could not tell it from others",
                hint: "connect to it once with ssh, and compare its key with what its owner publishes"
            )
        }
        return lines
    }

    /// A Secret that is there stays as it is: `kubectl carvel-kubeconfig-secret` made it, perhaps of better credentials
    /// than those of the context. One that is missing is made of the context.
    func kubeconfigSecret(
        of cluster: Delivery.RunCluster,
        _ delivery: Delivery,
        _ planner: ObjectPlanner
    ) async -> PlannedObject {
        let name = ObjectNames.kubeconfigSecret(cluster.name)
        return await secret(named: name, delivery, planner, replacing: false) {
            let kubeconfig = try FluxKubeconfig(clusters.kubeconfig, context: cluster.context, host: clusters.host)
            let manifest = KubeconfigSecret.manifest(
                runCluster: cluster.name,
                namespace: delivery.build.namespace,
                name: name,
                kubeconfig: kubeconfig.text
            )
            return Manifest(.secret, manifest)
        }
    }

    private func secret(
        named name: String,
        _ delivery: Delivery,
        _ planner: ObjectPlanner,
        replacing: Bool,
        make: () async throws -> Manifest
    ) async -> PlannedObject {
        var planned = PlannedObject(
            cluster: planner.cluster,
            kind: ResourceType.secret.kind,
            namespace: delivery.build.namespace,
            name: name,
            action: .unchanged,
            basis: options.asksServers ? .server : .reading
        )
        do {
            let present = try await planner.client.find(.secret, namespace: planned.namespace, name: name)
            guard present == nil || replacing else { return planned }
            return await planner.plan(try await make()).object
        } catch {
            planned.failure = DeliveryError(anyOf: error)
            return planned
        }
    }
}
