import GitRepository
import YAMLDocument

/// Installs Flux on a cluster from a git repository that it follows from then on, itself included. All of it can be done
/// again: what is as it should be stays.
///
/// Source: Flux, `flux bootstrap git`.
public struct BootstrapFlux: Sendable {
    let wish: BootstrapWish
    let layout: BootstrapLayout
    let client: ClusterClient
    let host: Host
    let remote: GitRemote

    /// The repository's URL, without credentials.
    public var url: String { remote.url }

    /// - Throws: `DeliveryError` or `GitError` where the wish can't come true anywhere.
    public init(_ wish: BootstrapWish, on client: ClusterClient, host: Host) throws {
        self.wish = wish
        self.client = client
        self.host = host
        layout = try wish.layout()
        remote = try GitRemote(url: wish.url, credentials: wish.credentials)
    }

    /// Does it: the files are committed and pushed, the manifest is applied where Flux does not do that itself yet, and
    /// then Flux is waited for until it has come to the commit.
    ///
    /// - Parameters:
    ///   - timeout: the longest time to wait.
    ///   - waits: whether to wait for the controllers, and until they have applied the commit.
    ///   - tell: is told of each step.
    /// - Throws: `DeliveryError`, `ClusterError` or `GitError` where it could not be done; run again, it goes on from
    ///   there.
    public func run(
        timeout: Duration,
        waits: Bool = true,
        _ tell: @escaping @Sendable (BootstrapProgress) async -> Void
    ) async throws {
        let watch = host.clock.stopwatch()
        let left: @Sendable () -> Duration = { max(.zero, timeout - watch()) }
        let sight = try await look()
        let repository = try await repository()
        let secret = try await secret(sight)

        for (definition, stale) in sight.outdated(by: layout.manifest) {
            let name = definition.type.groupResource
            await tell(
                .begun("storing all \(name) anew, of which some may be stored as \(stale.joined(separator: ", "))")
            )
            try await definition.storeAnew(on: client)
        }
        let outcome = try await repository.change { tree in
            try layout.edit(tree, present: sight.version, allowsDowngrade: wish.consents.contains(.downgrade))
        }
        guard let commit = outcome.commit else { return }
        await tell(.done(description(of: outcome, commit)))
        for sentence in outcome.edit.advice { await tell(.warning(sentence)) }

        let installation = BootstrapInstallation(
            client: client,
            manifest: layout.manifest,
            namespace: wish.namespace,
            left: left,
            tell: tell
        )
        if !sight.isFollowing {
            await tell(.begun("installing \(layout.manifest.components.joined(separator: ", "))"))
            try await installation.apply()
            if waits { try await installation.waitForControllers() }
        }
        let sync = sync(sight)
        try await apply([secret, sync.gitRepository, sync.kustomization].compactMap(\.self), tell)
        guard waits else { return }
        try await follow(sync, to: commit, in: repository, left, tell)
        if sight.isFollowing { try await installation.waitForControllers() }
    }

    /// What it would change.
    ///
    /// - Parameter asksServer: whether the cluster is asked what it would do, rather than only read.
    public func plan(asksServer: Bool) async throws -> BootstrapPlan {
        let sight = try await look()
        let preview = try await repository().preview { tree in
            try layout.edit(tree, present: sight.version, allowsDowngrade: wish.consents.contains(.downgrade))
        }
        let planner = ObjectPlanner(cluster: client.connection.name, client: client, asksServer: asksServer)
        let sync = sync(sight)
        var manifests: [Manifest] = []
        for object in layout.manifest.objects {
            manifests.append(
                Manifest(try await client.resource(apiVersion: object.apiVersion, kind: object.kind).type, object)
            )
        }
        manifests += [try await secret(sight)].compactMap(\.self)
        var objects = await planner.plan(manifests)
        for manifest in [sync.gitRepository, sync.kustomization] {
            if sight.types == nil {
                // Its type comes with the manifest.
                var planned = PlannedObject(cluster: planner.cluster, manifest, basis: .reading)
                planned.action = .create
                objects.append(planned)
            } else {
                objects.append(await planner.plan(manifest).object)
            }
        }
        return BootstrapPlan(url: remote.url, preview: preview, objects: objects)
    }
}
