/// Deletes objects, waits until they are gone, and tells of both.
struct ObjectDeleter: Sendable {
    /// The time that is left to wait.
    let left: @Sendable () -> Duration
    let tell: @Sendable (DeliveryProgress) async -> Void

    /// Deletes an object that goes at once.
    ///
    /// - Parameter reason: why it is not deleted, where there is one.
    func delete(
        _ item: RemovalPlan.Item,
        on cluster: String,
        _ client: ClusterClient,
        refusing reason: String? = nil
    ) async -> AppliedObject {
        if let reason { return await fail(item.title, on: cluster, DeliveryError(reason)) }
        do {
            // Not by its UID: one that was made anew in the meantime is no more wanted than the first.
            try await client.delete(item.type, namespace: item.object.namespace, name: item.object.name)
            return await done(item.title, on: cluster, .deleted)
        } catch {
            return await fail(item.title, on: cluster, DeliveryError(error))
        }
    }

    /// Waits until objects are gone.
    ///
    /// - Parameter reason: why one is still there, in one phrase.
    /// - Returns: those that are still there when the time is up, each with the reason.
    func gone(
        _ objects: [(type: ResourceType, namespace: String?, name: String)],
        on cluster: String,
        _ client: ClusterClient,
        reason: @escaping @Sendable (KubernetesObject) -> String
    ) async -> [(title: String, reason: String)] {
        await settled(objects, on: cluster, client) { $0.map { .notYet(reason($0)) } ?? .met }
    }

    /// Waits until objects are as they should be.
    ///
    /// - Parameter judge: what to think of one; `nil` stands for none.
    /// - Returns: those that are not so when the time is up, each with the reason.
    func settled(
        _ objects: [(type: ResourceType, namespace: String?, name: String)],
        on cluster: String,
        _ client: ClusterClient,
        judge: @escaping @Sendable (KubernetesObject?) -> ObjectCondition.Judgement
    ) async -> [(title: String, reason: String)] {
        let conditions = objects.map { object in
            ObjectCondition(client, object.type, namespace: object.namespace, name: object.name, judge: judge)
        }
        let titles = objects.map { [$0.type.kind, $0.namespace, $0.name].compactMap(\.self).joined(separator: "/") }
        let states = await ConditionWait(conditions).states(within: left()) { index, state in
            let (title, tell) = (titles[index], tell)
            if let error = state.outOfTouch {
                await tell(.waiting(cluster: cluster, title: title, reason: error.reason))
            } else if case .notYet(let reason) = state.judgement {
                await tell(.waiting(cluster: cluster, title: title, reason: reason))
            }
        }
        return zip(titles, states).compactMap { title, state in
            switch state.judgement {
            case .met where state.outOfTouch == nil: nil
            case .notYet(let reason): (title, state.outOfTouch?.reason ?? reason)
            default: (title, state.outOfTouch?.reason ?? "the cluster has not told of it")
            }
        }
    }

    /// Tells that an object is done with.
    func done(_ title: String, on cluster: String, _ outcome: ApplyOutcome) async -> AppliedObject {
        let object = AppliedObject(cluster: cluster, title: title, result: .success(outcome))
        await tell(.done(object))
        return object
    }

    /// Tells of a failure.
    func fail(_ title: String, on cluster: String, _ error: DeliveryError) async -> AppliedObject {
        let object = AppliedObject(cluster: cluster, title: title, result: .failure(error))
        await tell(.done(object))
        return object
    }
}
