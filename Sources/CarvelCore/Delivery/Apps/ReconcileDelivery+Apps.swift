extension ReconcileDelivery {
    /// Has each App fetch and deploy now, and then, unless it failed by itself, the Apps of its installs. A run cluster
    /// that fails holds up none of the others.
    func askApps(_ tell: @escaping @Sendable (ObjectProgress) async -> Void) async throws -> [ObjectReport] {
        let selection = try AppSelection(tree, part)
        let (watch, timeout) = (clusters.host.clock.stopwatch(), timeout)
        let left: @Sendable () -> Duration = { max(.zero, timeout - watch()) }
        return await withTaskGroup(of: [ObjectReport].self) { group in
            for route in selection.routes {
                group.addTask { await self.ask(route, left, tell) }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }

    private func ask(
        _ route: AppSelection.Route,
        _ left: @escaping @Sendable () -> Duration,
        _ tell: @escaping @Sendable (ObjectProgress) async -> Void
    ) async -> [ObjectReport] {
        let deploying = AppKick(target: route.app, clusters: clusters, left: left, tell: tell)
        let deployed = await deploying.run()
        let isHeldUp = deployed.failure.map { StaleFailure.isOfInstall($0.message) } ?? false
        guard deployed.failure == nil || isHeldUp, withApps else { return [deployed] }
        let installs = await withTaskGroup(of: ObjectReport.self) { group in
            for install in route.installs {
                group.addTask { await AppKick(target: install, clusters: self.clusters, left: left, tell: tell).run() }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        // What it gave up for may have been of before, and mended by what it had just brought.
        let isMended = isHeldUp && installs.allSatisfy { $0.failure == nil }
        return [isMended ? await deploying.run() : deployed] + installs
    }
}
