public import GitRepository

/// Brings the clusters of a delivery to what its repository calls for: first what run clusters need, then what makes
/// Flux deliver to them. Every step can be done again, so a run that was cut short is completed by the next.
public struct ApplyDelivery: Sendable {
    let tree: RepositoryTree
    let clusters: ClusterDirectory
    let credentials: GitCredentials
    let replacesAuthSecret: Bool
    let force: Bool
    let dryRun: Bool

    /// - Parameters:
    ///   - tree: the repository.
    ///   - credentials: with which Flux is to log in to the repository, where it has no Secret for that yet.
    ///   - replacesAuthSecret: whether that Secret is written anew where it is there.
    ///   - force: whether to take over fields that others manage.
    ///   - dryRun: whether the servers only say what they would do.
    public init(
        _ tree: RepositoryTree,
        clusters: ClusterDirectory,
        credentials: GitCredentials,
        replacesAuthSecret: Bool = false,
        force: Bool = false,
        dryRun: Bool = false
    ) {
        self.tree = tree
        self.clusters = clusters
        self.credentials = credentials
        self.replacesAuthSecret = replacesAuthSecret
        self.force = force
        self.dryRun = dryRun
    }

    /// Applies everything, clusters side by side. A cluster that fails holds up none of the others.
    ///
    /// - Parameter tell: is told of each object as it is applied, and of each that could not be.
    /// - Returns: the same, all of it.
    /// - Throws: where nothing could be begun: the repository can't be read as a delivery, or Flux is not there.
    public func run(_ tell: @escaping @Sendable (AppliedObject) async -> Void) async throws -> [AppliedObject] {
        let delivery = try tree.delivery()
        let name = delivery.build.context
        let client = try clusters.client(context: delivery.build.context, calledName: name)
        let types = try await client.fluxTypes()
        let manifests = try DeliveryManifests(
            tree,
            gitRepository: types.gitRepository,
            kustomization: types.kustomization
        )
        let build = ClusterRun(
            cluster: name,
            applier: ObjectApplier(client: client, force: force, dryRun: dryRun),
            tell: tell
        )
        return await run(manifests, on: build, delivery.runClusters)
    }

    private func run(
        _ manifests: DeliveryManifests,
        on build: ClusterRun,
        _ runClusters: [Delivery.RunCluster]
    ) async -> [AppliedObject] {
        await withTaskGroup(of: Step.self) { group in
            group.addTask { .foundation(await foundation(manifests, on: build)) }
            for cluster in runClusters {
                group.addTask { .runCluster(cluster, await self.prepare(cluster, manifests, tell: build.tell)) }
            }
            var applied: [AppliedObject] = []
            var hasFoundation = false
            var ready: [Delivery.RunCluster] = []
            while let step = await group.next() {
                applied += step.applied
                switch step {
                case .foundation: hasFoundation = step.hasSucceeded
                case .runCluster(let cluster, _): if step.hasSucceeded { ready.append(cluster) }
                case .delivery: break
                }
                guard hasFoundation else { continue }
                for cluster in ready {
                    group.addTask { .delivery(await deliver(to: cluster, manifests, on: build)) }
                }
                ready = []
            }
            return applied
        }
    }

    private enum Step: Sendable {
        case foundation([AppliedObject])
        case runCluster(Delivery.RunCluster, [AppliedObject])
        case delivery([AppliedObject])

        var applied: [AppliedObject] {
            switch self {
            case .foundation(let applied), .runCluster(_, let applied), .delivery(let applied): applied
            }
        }

        var hasSucceeded: Bool {
            applied.allSatisfy { if case .success = $0.result { true } else { false } }
        }
    }
}

// MARK: The steps

extension ApplyDelivery {
    private func prepare(
        _ cluster: Delivery.RunCluster,
        _ manifests: DeliveryManifests,
        tell: @escaping @Sendable (AppliedObject) async -> Void
    ) async -> [AppliedObject] {
        do {
            let client = try clusters.client(context: cluster.context, calledName: cluster.name)
            let run = ClusterRun(
                cluster: cluster.name,
                applier: ObjectApplier(client: client, force: force, dryRun: dryRun),
                tell: tell
            )
            return await run.apply(manifests.run(cluster))
        } catch {
            let failed = AppliedObject(
                cluster: cluster.name,
                title: "context \(cluster.context)",
                result: .failure(DeliveryError("\(error)"))
            )
            await tell(failed)
            return [failed]
        }
    }

    private func foundation(_ manifests: DeliveryManifests, on build: ClusterRun) async -> [AppliedObject] {
        var applied = await build.apply(manifests.buildFoundation())
        guard applied.allSatisfy({ if case .success = $0.result { true } else { false } }) else { return applied }
        for name in manifests.authSecretNames {
            let secret = await authSecret(name, manifests.delivery, on: build)
            applied.append(secret)
            guard case .success = secret.result else { return applied }
        }
        return applied + (await build.apply(manifests.sources()))
    }

    /// A Secret that is there stays as it is, unless it is to be replaced: it may hold credentials that may only read,
    /// while ours may push.
    private func authSecret(_ name: String, _ delivery: Delivery, on build: ClusterRun) async -> AppliedObject {
        await build.step("Secret/\(delivery.build.namespace)/\(name)") { applier in
            let present = try await applier.client.find(.secret, namespace: delivery.build.namespace, name: name)
            if present != nil, !replacesAuthSecret { return .unchanged }
            guard let secret = AuthSecretManifest.secret(named: name, credentials: credentials, delivery) else {
                throw DeliveryError(
                    "there are no credentials with which Flux could log in to the repository",
                    hint: "give --git-username and --git-password-file, or --git-token-file"
                )
            }
            return try await applier.apply(secret)
        }
    }

    private func deliver(
        to cluster: Delivery.RunCluster,
        _ manifests: DeliveryManifests,
        on build: ClusterRun
    ) async -> [AppliedObject] {
        let kustomizations = manifests.kustomizations(cluster)
        guard !kustomizations.isEmpty else { return [] }
        let secret = await kubeconfigSecret(of: cluster, manifests.delivery, on: build)
        guard case .success = secret.result else { return [secret] }
        return [secret] + (await build.apply(kustomizations))
    }

    /// A Secret that is there stays as it is: `kubectl carvel-kubeconfig-secret` made it, perhaps of better credentials
    /// than those of the context. One that is missing is made of the context.
    private func kubeconfigSecret(
        of cluster: Delivery.RunCluster,
        _ delivery: Delivery,
        on build: ClusterRun
    ) async -> AppliedObject {
        let name = ObjectNames.kubeconfigSecret(cluster.name)
        return await build.step("Secret/\(delivery.build.namespace)/\(name)") { applier in
            let present = try await applier.client.find(
                .secret,
                namespace: delivery.build.namespace,
                name: name
            )
            guard present == nil else { return .unchanged }
            let kubeconfig = try FluxKubeconfig(clusters.kubeconfig, context: cluster.context, host: clusters.host)
            let manifest = KubeconfigSecret.manifest(
                runCluster: cluster.name,
                namespace: delivery.build.namespace,
                name: name,
                kubeconfig: kubeconfig.text
            )
            return try await applier.apply(Manifest(.secret, manifest))
        }
    }
}

/// Applies objects to one cluster one after the other, up to the first that fails, and tells of each.
private struct ClusterRun: Sendable {
    let cluster: String
    let applier: ObjectApplier
    let tell: @Sendable (AppliedObject) async -> Void

    func apply(_ manifests: [Manifest]) async -> [AppliedObject] {
        var applied: [AppliedObject] = []
        for manifest in manifests {
            let object = await step(manifest.title) { try await $0.apply(manifest) }
            applied.append(object)
            guard case .success = object.result else { break }
        }
        return applied
    }

    func step(
        _ title: String,
        _ work: (ObjectApplier) async throws -> ApplyOutcome
    ) async -> AppliedObject {
        let result: Result<ApplyOutcome, DeliveryError>
        do {
            result = .success(try await work(applier))
        } catch let error as DeliveryError {
            result = .failure(error)
        } catch let error as ClusterError {
            result = .failure(DeliveryError(error.reason, hint: Self.hint(error)))
        } catch {
            result = .failure(DeliveryError("\(error)"))
        }
        let applied = AppliedObject(cluster: cluster, title: title, result: result)
        await tell(applied)
        return applied
    }

    private static func hint(_ error: ClusterError) -> String? {
        switch error.status?.reason {
        case .conflict: "take the fields over with --force-conflicts, or leave them to their manager"
        default: error.advice
        }
    }
}
