import YAMLDocument

/// Carries out the removal of a delivery by kapp-controller: run clusters side by side. Every step can be done again.
///
/// A deleted App takes down what it has deployed by the rights of its account, and with its Secrets; so these go after
/// it is gone.
struct AppRemoval: Sendable {
    let plan: AppRemovalPlan

    func run(_ deleter: ObjectDeleter) async -> [AppliedObject] {
        var removed = await withTaskGroup(of: [AppliedObject].self) { group in
            for part in plan.parts {
                group.addTask { await self.remove(part, deleter) }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        guard let build = plan.build, !Task.isCancelled else { return removed }
        let reason =
            removed.contains { $0.failure != nil } ? "stays: an App that could not be deleted still needs it" : nil
        for item in plan.shared {
            removed.append(await deleter.delete(item, on: build.name, build.client, refusing: reason))
        }
        return removed
    }

    private func remove(_ part: AppRemovalPlan.Part, _ deleter: ObjectDeleter) async -> [AppliedObject] {
        var removed: [AppliedObject] = []
        if let app = part.app {
            let title = Manifest(.app, app).title
            do {
                try await remove(app, part, deleter)
                removed.append(await deleter.done(title, on: part.home.name, .deleted))
            } catch {
                if Task.isCancelled { return removed }
                return [await deleter.fail(title, on: part.home.name, DeliveryError(anyOf: error))]
            }
        }
        do {
            if !part.rights.isEmpty {
                let client = try part.client.get()
                for item in part.rights {
                    removed.append(await deleter.delete(item, on: part.cluster, client))
                    guard removed.last?.failure == nil, !Task.isCancelled else { return removed }
                }
            }
        } catch {
            return removed + [await deleter.fail("rights of the App", on: part.cluster, error)]
        }
        for item in part.secrets { removed.append(await deleter.delete(item, on: part.home.name, part.home.client)) }
        return removed
    }

    private func remove(
        _ app: KubernetesObject,
        _ part: AppRemovalPlan.Part,
        _ deleter: ObjectDeleter
    ) async throws {
        let client = part.home.client
        if app.deletionTimestamp == nil, let change = preparation(of: app) {
            _ = try await client.mergePatch(.app, namespace: app.namespace, name: app.name, ["spec": change])
        }
        try await client.delete(.app, namespace: app.namespace, name: app.name)
        let hanging = await deleter.gone(
            [(.app, app.namespace, app.name)],
            on: part.home.name,
            client,
            reason: Removing.reason
        )
        guard let first = hanging.first else { return }
        throw DeliveryError(
            "\(first.title) is still there: \(first.reason)",
            hint: "see to that, and run it again to go on from there"
        )
    }

    /// kapp-controller does nothing about an App that is stopped, nor does it delete one.
    private func preparation(of app: KubernetesObject) -> JSONValue? {
        var change: JSONValue = [:]
        for member in ["paused", "canceled"] where app.spec?[member]?.bool == true { change[member] = .null }
        if plan.keepsInstalls != (app.spec?["noopDelete"]?.bool == true) {
            change["noopDelete"] = plan.keepsInstalls ? true : .null
        }
        return change == [:] ? nil : change
    }
}
