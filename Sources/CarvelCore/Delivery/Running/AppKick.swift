import YAMLDocument

/// Has kapp-controller carry out an App now, and waits for what came of it.
///
/// kapp-controller acts on an App at once when its generation moves. Pausing the PackageInstall and going on moves it,
/// but leaves it paused where one is interrupted in between. Changing a field of the App which the PackageInstall
/// determines moves it too, and kapp-controller itself puts that field back, whatever becomes of us. In an App that
/// belongs to no PackageInstall, saying in so many words that it is not canceled moves it, and means nothing else.
///
/// Source: kapp-controller, `pkg/app/reconcile_timer.go` and `pkg/packageinstall`.
struct AppKick: Sendable {
    let target: Target
    let clusters: ClusterDirectory
    /// The time that is left to wait.
    let left: @Sendable () -> Duration
    let tell: @Sendable (ObjectProgress) async -> Void

    /// An App, and where it is.
    struct Target: Sendable, Hashable {
        /// What the cluster is called.
        var cluster: String
        /// The kubeconfig context of the cluster.
        var context: String
        var namespace: String
        var name: String
        /// Whether it belongs to a PackageInstall of the same name.
        var isInstall: Bool

        /// Kind, namespace and name.
        var title: String { "App/\(namespace)/\(name)" }
    }

    func run() async -> ObjectReport {
        let report = ObjectReport(target.cluster, target.title, await outcome())
        if !Task.isCancelled { await tell(.done(report)) }
        return report
    }

    private func outcome() async -> Result<String, DeliveryError> {
        let client: ClusterClient
        let generation: Int
        do {
            client = try clusters.client(context: target.context, calledName: target.cluster)
            switch try await kick(client) {
            case .success(let moved): generation = moved
            case .failure(let error): return .failure(error)
            }
        } catch {
            return .failure(DeliveryError(anyOf: error))
        }
        await tell(.asked(cluster: target.cluster, title: target.title))
        let condition = ObjectCondition(client, .app, namespace: target.namespace, name: target.name) {
            Self.judge($0, from: generation)
        }
        let states = await ConditionWait([condition]).states(within: left()) { _, state in
            // That it was asked has been told.
            guard case .notYet(let reason) = state.judgement, reason != Self.untaken else { return }
            await tell(
                .waiting(
                    cluster: target.cluster,
                    title: target.title,
                    reason: state.outOfTouch?.reason ?? reason
                )
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
        let app = try await client.find(.app, namespace: target.namespace, name: target.name)
        guard let app else {
            guard target.isInstall else {
                return .failure(
                    DeliveryError("is not there", hint: "make it with \"kubectl carvel-deliver apply\"")
                )
            }
            let install = try await client.find(.packageInstall, namespace: target.namespace, name: target.name)
            let reason = install.flatMap { CarvelStatus($0).reason }
            return .failure(DeliveryError(reason.map { "is not there: \($0)" } ?? "is not there yet"))
        }
        if let word = CarvelStatus.stopped(app) {
            return .failure(
                DeliveryError(
                    "is \(word), so kapp-controller does nothing about it",
                    hint: "to go on: kubectl carvel-deliver resume\(target.isInstall ? " --with-apps" : "")"
                )
            )
        }
        let moved = try await client.mergePatch(
            .app,
            namespace: target.namespace,
            name: target.name,
            // Not as the manager that applies, which would then find a field of its own that it does not know.
            fieldManager: target.isInstall ? ClusterClient.fieldManager : Self.fieldManager,
            ["spec": move(app)]
        )
        return .success(moved.generation ?? 0)
    }

    private func move(_ app: KubernetesObject) -> JSONValue {
        guard target.isInstall else { return ["canceled": app.spec?["canceled"] == nil ? false : .null] }
        let present = app.spec?["syncPeriod"]?.string
        return ["syncPeriod": .string(present == Self.usualPeriod ? Self.otherPeriod : Self.usualPeriod)]
    }

    /// Who may be held responsible for what moves an App that no PackageInstall puts right again.
    private static let fieldManager = "carvel-deliver-reconcile"

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
