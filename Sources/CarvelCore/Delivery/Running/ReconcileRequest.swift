import YAMLDocument

/// Asks Flux to act on objects of the build cluster now, and waits for the answer to this request.
///
/// Source: Flux, "Triggering a reconcile".
struct ReconcileRequest: Sendable {
    /// What the build cluster is called.
    let cluster: String
    let client: ClusterClient
    /// What the annotation says, and the status once the request is handled.
    let token: String
    /// The time that is left to wait.
    let left: @Sendable () -> Duration
    let tell: @Sendable (ObjectProgress) async -> Void

    static let annotation = "reconcile.fluxcd.io/requestedAt"

    /// Asks for one object, and waits until that is handled and has come to an end.
    func ask(_ manifest: Manifest) async -> ObjectReport {
        let report = ObjectReport(cluster, manifest.title, await outcome(of: manifest))
        if !Task.isCancelled { await tell(.done(report)) }
        return report
    }

    private func outcome(of manifest: Manifest) async -> Result<String, DeliveryError> {
        let (type, name, namespace) = (manifest.type, manifest.object.name, manifest.object.namespace)
        do {
            guard let present = try await client.find(type, namespace: namespace, name: name) else {
                return .failure(DeliveryError("is not there", hint: "make it with \"kubectl carvel-deliver apply\""))
            }
            guard present.spec?["suspend"]?.bool != true else { return .failure(Self.suspended) }
            _ = try await client.mergePatch(
                type,
                namespace: namespace,
                name: name,
                ["metadata": ["annotations": [Self.annotation: .string(token)]]]
            )
        } catch {
            return .failure(DeliveryError(error))
        }
        await tell(.asked(cluster: cluster, title: manifest.title))
        let token = token
        let condition = ObjectCondition(client, type, namespace: namespace, name: name) { Self.judge($0, token) }
        let states = await ConditionWait([condition]).states(within: left()) { _, state in
            // That it was asked has been told.
            guard case .notYet(let reason) = state.judgement, reason != Self.untaken else { return }
            await tell(.waiting(cluster: cluster, title: manifest.title, reason: state.outOfTouch?.reason ?? reason))
        }
        return await result(states.first, manifest)
    }

    private func result(_ state: ConditionState?, _ manifest: Manifest) async -> Result<String, DeliveryError> {
        switch state?.judgement {
        case .met:
            // The revision, for people; what counts has been seen.
            let object = try? await client.find(
                manifest.type,
                namespace: manifest.object.namespace,
                name: manifest.object.name
            )
            let status = object?.status
            let revision = status?[path: "artifact", "revision"] ?? status?["lastAppliedRevision"]
            return .success(revision?.string ?? "reconciled")
        case .failed(let reason): return .failure(DeliveryError(reason))
        case .notYet(let reason): return .failure(DeliveryError("not done in time: \(reason)"))
        case nil:
            return .failure(DeliveryError("not seen in time" + (state?.outOfTouch.map { ": \($0.reason)" } ?? "")))
        }
    }

    /// What an object says of the request.
    static func judge(_ object: KubernetesObject?, _ token: String) -> ObjectCondition.Judgement {
        guard let object else { return .failed("is not there any more") }
        guard object.status?["lastHandledReconcileAt"]?.string == token else {
            if object.spec?["suspend"]?.bool == true { return .failed(suspended.description) }
            if object.annotation(annotation) != token {
                return .failed("somebody else has asked for it since; ask again")
            }
            return .notYet(untaken)
        }
        switch FluxStatus(object: object).state {
        case .current: return .met
        case .failed(let reason): return .failed(reason)
        case .inProgress(let reason): return .notYet(reason)
        case .suspended: return .failed(suspended.description)
        case .terminating: return .failed("is being deleted")
        }
    }

    private static let untaken = "its controller has not taken up the request yet"

    private static let suspended = DeliveryError(
        "is suspended, so Flux does nothing about it",
        hint: "to go on: kubectl carvel-deliver resume"
    )
}
