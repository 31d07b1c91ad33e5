/// Tells of changes of objects in one namespace of one cluster.
struct ChangeSource: Sendable {
    let client: ClusterClient
    let namespace: String
    let types: Types

    enum Types: Sendable, Hashable {
        /// The Flux types, in the versions that the cluster serves.
        case flux
        case one(ResourceType)
        /// One object alone, which may well be the only one of its type that the user may watch.
        case object(ResourceType, name: String)
    }

    /// One of the types of a source, which is followed by itself.
    struct Part: Sendable, Hashable {
        let connection: ClusterConnection
        let namespace: String
        let kind: String
        var name: String?
    }

    /// A connection that died unnoticed hides changes for no longer than two minutes and a half.
    private static let pace = FollowingPace(watchLifetime: .seconds(60))

    /// What is followed.
    var parts: [Part] {
        switch types {
        case .one(let type): [part(type)]
        case .object(let type, let name): [part(type, name: name)]
        case .flux: [part(.gitRepository), part(.kustomization)]
        }
    }

    private func part(_ type: ResourceType, name: String? = nil) -> Part {
        Part(connection: client.connection, namespace: namespace, kind: type.kind, name: name)
    }

    /// Tells of each change until the task is cancelled.
    func follow(_ tell: @escaping @Sendable (FollowedChange, Part) -> Void) async {
        switch types {
        case .one(let type): await follow(type, tell)
        case .object(let type, let name): await follow(type, name: name, tell)
        case .flux:
            guard let types = await fluxTypes(tell) else { return }
            async let sources: Void = follow(types.gitRepository, tell)
            async let kustomizations: Void = follow(types.kustomization, tell)
            _ = await (sources, kustomizations)
        }
    }

    /// Asks which versions are served until there is an answer; `nil` once the task is cancelled.
    private func fluxTypes(
        _ tell: @Sendable (FollowedChange, Part) -> Void
    ) async -> FluxTypes? {
        var failures = 0
        while !Task.isCancelled {
            do {
                return try await client.fluxTypes()
            } catch {
                failures += 1
                // Verification says why, and has nothing new to say as long as that lasts.
                if failures == 1 { for part in parts { tell(.outOfTouch(error), part) } }
                let pause = Self.pace.pause(after: error, failures: failures)
                try? await client.session.host.clock.sleep(for: pause)
            }
        }
        return nil
    }

    private func follow(
        _ type: ResourceType,
        name: String? = nil,
        _ tell: @Sendable (FollowedChange, Part) -> Void
    ) async {
        let selector = ObjectSelector(type, namespace: namespace, name: name)
        let part = part(type, name: name)
        // That an object has changed is enough to look again.
        let follower = ObjectFollower(client, selector, reading: .identity, pace: Self.pace)
        for await change in follower { tell(change, part) }
    }
}

extension DeliveryVerifier {
    /// Everything whose change may change the verdict.
    func changeSources() -> [ChangeSource] {
        if let layout { return changeSources(ofApps: layout) }
        var sources: [ChangeSource] = []
        if let client = try? clusters.client(context: delivery.build.context, calledName: delivery.build.context) {
            sources.append(ChangeSource(client: client, namespace: delivery.build.namespace, types: .flux))
            // Where Flux goes may change while all else stays as it is.
            for cluster in delivery.runClusters where !folders(for: cluster).isEmpty {
                let reference = kubeconfigReference(cluster)
                sources.append(
                    ChangeSource(
                        client: client,
                        namespace: reference.namespace,
                        types: .object(reference.type, name: reference.name)
                    )
                )
            }
        }
        for cluster in delivery.runClusters where !folders(for: cluster).isEmpty {
            guard let client = try? clusters.client(context: cluster.context, calledName: cluster.name) else {
                continue
            }
            for type in [ResourceType.package, .packageInstall, .app] {
                sources.append(ChangeSource(client: client, namespace: cluster.namespace, types: .one(type)))
            }
        }
        return sources
    }
}
