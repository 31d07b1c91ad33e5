extension SuspendDelivery {
    /// Pauses Apps, and where asked the installs that they have brought, or lets them go on. An App that is not paused
    /// would soon put its installs back as the repository has them, so that one goes first, and goes on last.
    func setApps(_ tell: @escaping @Sendable (ObjectProgress) async -> Void) async throws -> [ObjectReport] {
        if let package = part.package {
            throw DeliveryError(
                "\(package) alone is not \(suspends ? "suspended" : "resumed") with the engine kapp-controller yet: one"
                    + " App delivers all packages of a run cluster",
                hint: "leave the package out, and name run clusters with --cluster"
            )
        }
        let selection = try AppSelection(tree, part)
        return await withTaskGroup(of: [ObjectReport].self) { group in
            for route in selection.routes {
                group.addTask { await self.set(route, tell) }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }

    private func set(
        _ route: AppSelection.Route,
        _ tell: @Sendable (ObjectProgress) async -> Void
    ) async -> [ObjectReport] {
        let app = Manifest(
            .app,
            KubernetesObject(.app, name: route.app.name, namespace: route.app.namespace)
        )
        let installs = withApps ? route.installs : []
        let objects = installs.map { install in
            Manifest(
                .packageInstall,
                KubernetesObject(.packageInstall, name: install.name, namespace: install.namespace)
            )
        }
        func setApp() async -> [ObjectReport] {
            await set(Self.pausing, [app], on: route.app.cluster, client(route.app.context, route.app.cluster), tell)
        }
        func setInstalls() async -> [ObjectReport] {
            let cluster = route.files.cluster
            return await set(Self.pausing, objects, on: cluster.name, client(cluster.context, cluster.name), tell)
        }
        let first = suspends ? await setApp() : await setInstalls()
        guard first.allSatisfy({ $0.failure == nil }) else { return first }
        return first + (suspends ? await setInstalls() : await setApp())
    }
}
