/// Carries out a plan: first what run clusters need, then what makes Flux or kapp-controller deliver to them. Every step can be done again,
/// so a run that was cut short is completed by the next.
public struct ApplyDelivery: Sendable {
    let plan: DeliveryPlan
    let force: Bool

    /// - Parameter force: whether to take over fields that others manage.
    public init(_ plan: DeliveryPlan, force: Bool = false) {
        self.plan = plan
        self.force = force
    }

    /// Applies everything, clusters side by side. A cluster that fails holds up none of the others.
    ///
    /// - Parameter tell: is told of each object as it is applied, and of each that could not be.
    /// - Returns: the same, all of it.
    public func run(_ tell: @escaping @Sendable (AppliedObject) async -> Void) async -> [AppliedObject] {
        let build = plan.build.map { ClusterRun(client: $0.client, force: force, tell: tell) }
        return await withTaskGroup(of: Step.self) { group in
            group.addTask { .foundation(await build?.apply(plan.foundation) ?? []) }
            for part in plan.runs {
                let run = ClusterRun(client: part.client, force: force, tell: tell)
                group.addTask { .runCluster(part, await run.apply(part.objects)) }
            }
            var applied: [AppliedObject] = []
            var hasFoundation = false
            var ready: [DeliveryPlan.RunPart] = []
            while let step = await group.next() {
                applied += step.applied
                switch step {
                case .foundation: hasFoundation = step.hasSucceeded
                case .runCluster(let part, _): if step.hasSucceeded { ready.append(part) }
                case .delivery: break
                }
                guard hasFoundation else { continue }
                for part in ready {
                    let home = build ?? ClusterRun(client: part.client, force: force, tell: tell)
                    group.addTask { .delivery(await home.apply(part.deliveries)) }
                }
                ready = []
            }
            return applied
        }
    }

    private enum Step: Sendable {
        case foundation([AppliedObject])
        case runCluster(DeliveryPlan.RunPart, [AppliedObject])
        case delivery([AppliedObject])

        var applied: [AppliedObject] {
            switch self {
            case .foundation(let applied), .runCluster(_, let applied), .delivery(let applied): applied
            }
        }

        var hasSucceeded: Bool { applied.allSatisfy { $0.failure == nil } }
    }
}

/// Applies objects to one cluster one after the other, up to the first that fails, and tells of each.
private struct ClusterRun: Sendable {
    /// `nil` where there is no way to the cluster, which the first of its objects says.
    let client: ClusterClient?
    let force: Bool
    let tell: @Sendable (AppliedObject) async -> Void

    func apply(_ planned: [PlannedObject]) async -> [AppliedObject] {
        var applied: [AppliedObject] = []
        for object in planned {
            // What is begun is finished; the next apply goes on with the rest.
            if Task.isCancelled { break }
            let result = AppliedObject(cluster: object.cluster, title: object.title, result: await outcome(of: object))
            applied.append(result)
            await tell(result)
            guard result.failure == nil else { break }
        }
        return applied
    }

    private func outcome(of planned: PlannedObject) async -> Result<ApplyOutcome, DeliveryError> {
        if let failure = planned.failure { return .failure(failure) }
        guard planned.action != .unchanged, let manifest = planned.manifest, let client else {
            return .success(.unchanged)
        }
        do {
            let after = try await client.apply(manifest.object, as: manifest.type, force: force)
            guard planned.action == .update else { return .success(.created) }
            return .success(after.resourceVersion == planned.resourceVersion ? .unchanged : .configured)
        } catch {
            return .failure(DeliveryError(error))
        }
    }
}
