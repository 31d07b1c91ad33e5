import YAMLDocument

/// Has kapp-controller carry out an App now, and waits for what came of it.
///
/// kapp-controller acts on an App at once when its generation moves. Pausing the PackageInstall and going on moves it,
/// but leaves it paused where one is interrupted in between. Changing a field of the App which the PackageInstall
/// determines moves it too, and kapp-controller itself puts that field back, whatever becomes of us.
///
/// Source: kapp-controller, `pkg/app/reconcile_timer.go` and `pkg/packageinstall`.
struct AppKick: Sendable {
    let route: DeliverySelection.Route
    let clusters: ClusterDirectory
    /// The time that is left to wait.
    let left: @Sendable () -> Duration
    let tell: @Sendable (ObjectProgress) async -> Void

    private var cluster: Delivery.RunCluster { route.cluster }
    private var title: String { "App/\(cluster.namespace)/\(route.install)" }

    func run() async -> ObjectReport {
        let report = ObjectReport(cluster.name, title, await outcome())
        if !Task.isCancelled { await tell(.done(report)) }
        return report
    }

    private func outcome() async -> Result<String, DeliveryError> {
        let client: ClusterClient
        let generation: Int
        do {
            client = try clusters.client(context: cluster.context, calledName: cluster.name)
            switch try await kick(client) {
            case .success(let moved): generation = moved
            case .failure(let error): return .failure(error)
            }
        } catch {
            return .failure(DeliveryError(anyOf: error))
        }
        await tell(.asked(cluster: cluster.name, title: title))
        let condition = ObjectCondition(client, .app, namespace: cluster.namespace, name: route.install) {
            Self.judge($0, from: generation)
        }
        let states = await ConditionWait([condition]).states(within: left()) { _, state in
            // That it was asked has been told.
            guard case .notYet(let reason) = state.judgement, reason != Self.untaken else { return }
            await tell(
                .waiting(cluster: cluster.name, title: title, reason: state.outOfTouch?.reason ?? reason)
            )
        }
        switch states.first?.judgement {
        case .met: return .success("reconciled")
        case .failed(let reason): return .failure(DeliveryError(reason))
        case .notYet(let reason): return .failure(DeliveryError("not done in time: \(reason)"))
        case nil: return .failure(DeliveryError("not seen in time"))
        }
    }

    /// Moves the App's generation.
    ///
    /// - Returns: the generation from which on a result is one of this request.
    private func kick(_ client: ClusterClient) async throws(ClusterError) -> Result<Int, DeliveryError> {
        let app = try await client.find(.app, namespace: cluster.namespace, name: route.install)
        guard let app else {
            let install = try await client.find(.packageInstall, namespace: cluster.namespace, name: route.install)
            let reason = install.flatMap { CarvelStatus($0).reason }
            return .failure(DeliveryError(reason.map { "is not there: \($0)" } ?? "is not there yet"))
        }
        if let word = CarvelStatus.stopped(app) {
            return .failure(
                DeliveryError(
                    "is \(word), so kapp-controller does nothing about it",
                    hint: "to go on: kubectl carvel-deliver resume --with-apps"
                )
            )
        }
        let present = app.spec?["syncPeriod"]?.string
        let moved = try await client.mergePatch(
            .app,
            namespace: cluster.namespace,
            name: route.install,
            ["spec": ["syncPeriod": .string(present == Self.usualPeriod ? Self.otherPeriod : Self.usualPeriod)]]
        )
        return .success(moved.generation ?? 0)
    }

    /// The period of an App whose PackageInstall names none, and one as good.
    private static let usualPeriod = "10m0s"
    private static let otherPeriod = "10m1s"

    private static let untaken = "kapp-controller has not taken up the request yet"

    static func judge(_ app: KubernetesObject?, from generation: Int) -> ObjectCondition.Judgement {
        guard let app else { return .failed("is not there any more") }
        guard app.deletionTimestamp == nil else { return .failed("is being deleted") }
        guard let observed = app.status?["observedGeneration"]?.int, observed >= generation else {
            return .notYet(untaken)
        }
        if let word = CarvelStatus.stopped(app) { return .failed("is \(word)") }
        let status = CarvelStatus(app)
        switch status.verdict {
        case .verified: return .met
        case .failed: return .failed(status.reason ?? "failed")
        case .progressing, .unknown: return .notYet(status.reason ?? "reconciling")
        }
    }
}
