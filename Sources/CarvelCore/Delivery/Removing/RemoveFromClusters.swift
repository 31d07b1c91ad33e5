import YAMLDocument

/// Carries out a removal: run clusters side by side, and what served several of them at the end. Every step can be done
/// again, so a run that was cut short is completed by the next.
public struct RemoveFromClusters: Sendable {
    let removal: DeliveryRemoval
    let timeout: Duration

    /// - Parameter timeout: the longest time to wait for what Flux and kapp-controller have to clear away.
    public init(_ removal: DeliveryRemoval, timeout: Duration) {
        self.removal = removal
        self.timeout = timeout
    }

    /// Deletes everything. A run cluster that fails, or has failed when it was looked at, holds up none of the others.
    ///
    /// - Parameter tell: is told of each object as it is gone, of each that could not be deleted, and of what is waited
    ///   for.
    /// - Returns: the same, all of it.
    public func run(_ tell: @escaping @Sendable (DeliveryProgress) async -> Void) async -> [AppliedObject] {
        var failed: [AppliedObject] = []
        for planned in removal.failures {
            guard let failure = planned.failure else { continue }
            failed.append(AppliedObject(cluster: planned.cluster, title: planned.title, result: .failure(failure)))
        }
        for object in failed { await tell(.done(object)) }
        guard let client = removal.client else { return failed }
        let watch = client.session.host.clock.stopwatch()
        let timeout = timeout
        let removed = await removal.carryOut(with: ObjectDeleter(left: { max(.zero, timeout - watch()) }, tell: tell))
        return failed + removed
    }
}

/// Carries out the removal of a delivery by Flux.
struct FluxRemoval: Sendable {
    let plan: RemovalPlan

    func run(_ deleter: ObjectDeleter) async -> [AppliedObject] {
        var removed = await withTaskGroup(of: [AppliedObject].self) { group in
            for chain in plan.chains {
                group.addTask { await ChainRemoval(plan: plan, chain: chain, deleter: deleter).run() }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        guard !plan.shared.isEmpty, !Task.isCancelled else { return removed }
        removed += await shared(deleter)
        return removed
    }

    /// Deletes what nothing uses any more. Kustomizations that could not be deleted go on needing it.
    private func shared(_ deleter: ObjectDeleter) async -> [AppliedObject] {
        let client = plan.build.client
        var removed: [AppliedObject] = []
        do {
            let left = try await client.byName(
                plan.types.kustomization,
                namespace: plan.delivery.build.namespace
            ).values
            let sources = Set(left.compactMap { $0.spec?[path: "sourceRef", "name"]?.string })
            let accounts = Set(left.compactMap { $0.spec?["serviceAccountName"]?.string })
            var keepsSource = false
            for item in plan.shared {
                let isUsed =
                    switch item.type.kind {
                    case ResourceType.gitRepository.kind: sources.contains(item.object.name)
                    case ResourceType.serviceAccount.kind: accounts.contains(item.object.name)
                    default: keepsSource
                    }
                if isUsed, item.type.kind == ResourceType.gitRepository.kind { keepsSource = true }
                let reason = isUsed ? "stays: Kustomizations that could not be deleted still need it" : nil
                removed.append(await deleter.delete(item, on: plan.build.name, client, refusing: reason))
            }
        } catch {
            removed.append(
                await deleter.fail("Kustomization", on: plan.build.name, DeliveryError(anyOf: error))
            )
        }
        return removed
    }
}
