import GitRepository

// The Secrets that Flux needs, whose content is not in the repository.

extension DeliveryPlanner {
    /// A Secret that is there stays as it is, unless it is to be replaced: it may hold credentials that may only read,
    /// while ours may push.
    func authSecret(_ name: String, _ delivery: Delivery, _ planner: ObjectPlanner) async -> PlannedObject {
        await keep(.secret, name, in: delivery.build.namespace, planner, replacing: options.replacesAuthSecret) {
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
    func knownHosts(_ delivery: Delivery) async throws -> String {
        guard let server = try GitRemote(url: delivery.repository.url).sshServer else { return "" }
        return try await KnownHosts(host: clusters.host).linesForFlux(about: server)
    }

    /// What is there stays as it is: `kubectl carvel-kubeconfig-secret` made it, perhaps of better credentials than those
    /// of the context. A Secret that is missing is made of the context; of a workload identity only its owner knows.
    func kubeconfig(
        of cluster: Delivery.RunCluster,
        _ delivery: Delivery,
        _ planner: ObjectPlanner
    ) async -> PlannedObject {
        let reference = cluster.kubeconfigReference(namespace: delivery.build.namespace)
        switch reference.kind {
        case .secret:
            return await keep(.secret, reference.name, in: reference.namespace, planner) {
                let kubeconfig = try FluxKubeconfig(clusters.kubeconfig, context: cluster.context, host: clusters.host)
                let manifest = KubeconfigSecret.manifest(
                    runCluster: cluster.name,
                    namespace: reference.namespace,
                    name: reference.name,
                    key: reference.key ?? KubeconfigSecret.defaultKey,
                    kubeconfig: kubeconfig.text
                )
                return Manifest(.secret, manifest)
            }
        case .configMap:
            return await keep(.configMap, reference.name, in: reference.namespace, planner) {
                let advice = VerificationAdvice(context: delivery.build.context, namespace: reference.namespace)
                throw DeliveryError(
                    "\(reference.title) is not on the cluster, by which Flux is to log in to \(cluster.name)",
                    hint: "make it: \(advice.makeKubeconfig(of: cluster))"
                )
            }
        }
    }

    /// A Secret that nobody but its owner can make: without it, Flux applies nothing that is encrypted.
    func decryptionSecret(_ name: String, _ delivery: Delivery, _ planner: ObjectPlanner) async -> PlannedObject {
        let build = delivery.build
        return await keep(.secret, name, in: build.namespace, planner) {
            throw DeliveryError(
                "is not on \(build.context), so Flux could not decrypt the values",
                hint: "make it: kubectl --context \(build.context) -n \(build.namespace) create secret generic \(name)"
                    + " --from-file=age.agekey=FILE"
            )
        }
    }

    /// - Parameter make: makes what is missing, or is to be replaced.
    func keep(
        _ type: ResourceType,
        _ name: String,
        in namespace: String,
        _ planner: ObjectPlanner,
        replacing: Bool = false,
        make: () async throws -> Manifest
    ) async -> PlannedObject {
        var planned = PlannedObject(
            cluster: planner.cluster,
            kind: type.kind,
            namespace: namespace,
            name: name,
            action: .unchanged,
            basis: options.asksServers ? .server : .reading
        )
        if type == .secret, !replacing, planner.present.hasSecret(name) { return planned }
        do {
            let present = try await planner.client.find(type, namespace: planned.namespace, name: name)
            guard present == nil || replacing else { return planned }
            return await planner.plan(try await make()).object
        } catch {
            planned.failure = DeliveryError(anyOf: error)
            return planned
        }
    }
}
