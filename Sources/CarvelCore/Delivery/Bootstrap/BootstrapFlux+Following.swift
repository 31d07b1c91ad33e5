import YAMLDocument

// Waiting until Flux has come to the commit.

extension BootstrapFlux {
    /// Has Flux look at the repository now, and waits until both of its objects are at the commit.
    ///
    /// - Throws: `DeliveryError` where they don't come to it in time.
    func follow(
        _ sync: FluxSync,
        to commit: String,
        in repository: DeliveryRepository,
        _ left: @escaping @Sendable () -> Duration,
        _ tell: @escaping @Sendable (BootstrapProgress) async -> Void
    ) async throws {
        let request = ReconcileRequest(
            cluster: client.connection.name,
            client: client,
            token: RequestToken.make(at: host.now()),
            left: left
        ) { progress in
            switch progress {
            case .asked(_, let title): await tell(.begun("\(title): asked to reconcile"))
            case .waiting(_, let title, let reason): await tell(.waiting("\(title): \(reason)"))
            case .done: return
            }
        }
        let source = try await ask(request, sync.gitRepository)
        let fetched = source.status?[path: "artifact", "revision"]?.string
        let expected = try await self.expected(fetched, commit, sync.gitRepository, in: repository, tell)
        await tell(.done("\(sync.gitRepository.title) has fetched \(FluxRevision.short(expected))"))

        let applied = try await ask(request, sync.kustomization).status?["lastAppliedRevision"]?.string
        guard applied.flatMap(FluxRevision.init)?.commit == expected else {
            throw failure(
                sync.kustomization,
                "is at \(applied ?? "no revision"), expected \(FluxRevision.short(expected))"
            )
        }
        await tell(.done("\(sync.kustomization.title) has applied \(FluxRevision.short(expected))"))
    }

    /// The object once it has handled the request.
    private func ask(_ request: ReconcileRequest, _ manifest: Manifest) async throws -> KubernetesObject {
        let report = await request.ask(manifest)
        try Task.checkCancellation()
        if let error = report.failure { throw failure(manifest, error.description) }
        return try await client.get(manifest.type, namespace: manifest.object.namespace, name: manifest.object.name)
    }

    /// The commit that Flux is to apply: ours, or a later one that somebody has pushed since.
    private func expected(
        _ revision: String?,
        _ commit: String,
        _ manifest: Manifest,
        in repository: DeliveryRepository,
        _ tell: @Sendable (BootstrapProgress) async -> Void
    ) async throws -> String {
        guard let fetched = revision.flatMap(FluxRevision.init)?.commit else {
            throw failure(manifest, "is at \(revision ?? "no revision"), expected \(FluxRevision.short(commit))")
        }
        if fetched == commit { return commit }
        guard try await repository.head() == fetched else {
            throw failure(
                manifest,
                "is at \(FluxRevision.short(fetched)), expected \(FluxRevision.short(commit))"
            )
        }
        await tell(.warning("somebody has pushed \(FluxRevision.short(fetched)) since, which is what Flux applies"))
        return fetched
    }

    private func failure(_ manifest: Manifest, _ reason: String) -> DeliveryError {
        BootstrapInstallation.failure(DeliveryError(reason), of: manifest.title, on: client)
    }
}
