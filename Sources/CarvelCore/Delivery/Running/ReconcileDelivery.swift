/// Has Flux and kapp-controller act now, and waits for what came of that very request: first the sources, then the
/// Kustomizations of each package and run cluster, then the App.
public struct ReconcileDelivery: Sendable {
    let tree: RepositoryTree
    let clusters: ClusterDirectory
    let part: DeliveryPart
    let withApps: Bool
    let timeout: Duration
    let token: String

    /// - Parameters:
    ///   - part: what is asked about.
    ///   - withApps: whether kapp-controller is asked too.
    ///   - timeout: the longest time to wait.
    ///   - token: what tells this request from others.
    public init(
        _ tree: RepositoryTree,
        clusters: ClusterDirectory,
        _ part: DeliveryPart,
        withApps: Bool,
        timeout: Duration,
        token: String
    ) {
        self.tree = tree
        self.clusters = clusters
        self.part = part
        self.withApps = withApps
        self.timeout = timeout
        self.token = token
    }

    /// Asks, and waits. A run cluster that fails holds up none of the others.
    ///
    /// - Returns: what came of each object.
    /// - Throws: where nothing could be asked: the repository can't be read as a delivery, there is no such package or
    ///   run cluster, or the build cluster does not answer.
    public func run(_ tell: @escaping @Sendable (ObjectProgress) async -> Void) async throws -> [ObjectReport] {
        switch try tree.delivery().engine {
        case .flux: try await askFlux(tell)
        case .kappController: try await askApps(tell)
        }
    }

    private func askFlux(_ tell: @escaping @Sendable (ObjectProgress) async -> Void) async throws -> [ObjectReport] {
        let opened = try await OpenedDelivery(tree, clusters)
        let selection = try DeliverySelection(opened.manifests, in: tree, part)
        let (watch, timeout) = (clusters.host.clock.stopwatch(), timeout)
        let request = ReconcileRequest(
            cluster: opened.build.name,
            client: opened.build.client,
            token: token,
            left: { max(.zero, timeout - watch()) },
            tell: tell
        )
        return await withTaskGroup(of: [ObjectReport].self) { group in
            for source in selection.sources {
                group.addTask { await self.run(source, selection.routes(from: source), request) }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }

    private func run(
        _ source: Manifest,
        _ routes: [DeliverySelection.Route],
        _ request: ReconcileRequest
    ) async -> [ObjectReport] {
        let fetched = await request.ask(source)
        // Without the commit there is nothing new to apply.
        guard fetched.failure == nil else { return [fetched] }
        return await withTaskGroup(of: [ObjectReport].self) { group in
            for route in routes {
                group.addTask { await self.run(route, request) }
            }
            return await group.reduce(into: [fetched]) { $0 += $1 }
        }
    }

    private func run(_ route: DeliverySelection.Route, _ request: ReconcileRequest) async -> [ObjectReport] {
        var reports: [ObjectReport] = []
        for kustomization in route.kustomizations {
            reports.append(await request.ask(kustomization))
            guard reports.last?.failure == nil else { return reports }
        }
        guard withApps else { return reports }
        let target = AppKick.Target(
            cluster: route.cluster.name,
            context: route.cluster.context,
            namespace: route.cluster.namespace,
            name: route.install,
            isInstall: true
        )
        let kick = AppKick(target: target, clusters: clusters, left: request.left, tell: request.tell)
        return reports + [await kick.run()]
    }
}
