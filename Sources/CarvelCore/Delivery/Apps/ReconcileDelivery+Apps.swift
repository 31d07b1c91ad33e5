extension ReconcileDelivery {
    /// Has each App fetch and deploy now, and then, where that went well, the Apps of its installs. A run cluster that
    /// fails holds up none of the others.
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
        let deployed = await AppKick(target: route.app, clusters: clusters, left: left, tell: tell).run()
        guard deployed.failure == nil, withApps else { return [deployed] }
        return await withTaskGroup(of: ObjectReport.self) { group in
            for install in route.installs {
                group.addTask { await AppKick(target: install, clusters: self.clusters, left: left, tell: tell).run() }
            }
            return await group.reduce(into: [deployed]) { $0.append($1) }
        }
    }
}
