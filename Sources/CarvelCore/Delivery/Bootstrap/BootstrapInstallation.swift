import YAMLDocument

/// Puts Flux's manifest on a cluster, and waits for its controllers.
struct BootstrapInstallation: Sendable {
    let client: ClusterClient
    let manifest: FluxManifest
    let namespace: String
    /// The time that is left to wait.
    let left: @Sendable () -> Duration
    let tell: @Sendable (BootstrapProgress) async -> Void

    /// What others need to be there first.
    private static let firstKinds: Set = ["CustomResourceDefinition", "Namespace"]

    /// Applies all objects: namespaces and definitions first, and the rest once these are established.
    ///
    /// - Throws: `DeliveryError` at the first that can't be applied, or is not established in time.
    func apply() async throws {
        let first = manifest.objects.filter { Self.firstKinds.contains($0.kind) }
        try await apply(first)
        try await wait(
            first.filter { $0.kind == ResourceType.customResourceDefinition.kind }.map { definition in
                ObjectCondition(client, .customResourceDefinition, namespace: nil, name: definition.name) {
                    Self.establishment(of: $0)
                }
            },
            for: "CustomResourceDefinition"
        )
        try await apply(manifest.objects.filter { !Self.firstKinds.contains($0.kind) })
    }

    private func apply(_ objects: [KubernetesObject]) async throws {
        // As Flux itself does: what it brings belongs to it.
        let applier = ObjectApplier(client: client, force: true, dryRun: false)
        for object in objects {
            try Task.checkCancellation()
            let manifest: Manifest
            let outcome: ApplyOutcome
            do {
                manifest = Manifest(
                    try await client.resource(apiVersion: object.apiVersion, kind: object.kind).type,
                    object
                )
                outcome = try await applier.apply(manifest)
            } catch {
                throw Self.failure(DeliveryError(error), of: "\(object.kind)/\(object.name)", on: client)
            }
            await tell(
                .applied(
                    AppliedObject(cluster: client.connection.name, title: manifest.title, result: .success(outcome))
                )
            )
        }
    }

    /// That an object could not be brought to what it should be, in one sentence.
    static func failure(_ error: DeliveryError, of title: String, on client: ClusterClient) -> DeliveryError {
        DeliveryError(
            at: "cluster \"\(client.connection.name)\"",
            "\(title): \(error.message)",
            hint: [error.hint, "then run bootstrap again, which goes on from there"].compactMap(\.self)
                .joined(separator: "; ")
        )
    }

    /// Waits until each controller runs in this release.
    ///
    /// - Throws: `DeliveryError` where one does not in time, or has failed for good.
    func waitForControllers() async throws {
        let conditions = manifest.documents.filter(\.isDeployment).map { document in
            let wanted = document.object.label(FluxManifest.versionLabel)
            return ObjectCondition(client, .deployment, namespace: namespace, name: document.object.name) {
                Self.readiness(of: $0, wanted)
            }
        }
        try await wait(conditions, for: "Deployment")
        for condition in conditions { await tell(.done("\(condition.name): deployment ready")) }
    }

    private func wait(_ conditions: [ObjectCondition], for kind: String) async throws {
        let states = await ConditionWait(conditions).states(within: left()) { index, state in
            guard case .notYet(let reason) = state.judgement else { return }
            await tell(.waiting("\(kind)/\(conditions[index].name): \(reason)"))
        }
        try Task.checkCancellation()
        for (condition, state) in zip(conditions, states) {
            let reason: String
            switch state.judgement {
            case .met: continue
            case .failed(let why): reason = why
            case .notYet(let why): reason = "not done in time: \(why)"
            case nil: reason = "not seen in time" + (state.outOfTouch.map { ": \($0.reason)" } ?? "")
            }
            let place = condition.namespace.map { " -n \($0)" } ?? ""
            throw Self.failure(
                DeliveryError(
                    reason,
                    hint: "look at it with \"kubectl describe \(kind.lowercased()) \(condition.name)\(place)\""
                ),
                of: "\(kind)/\(condition.name)",
                on: client
            )
        }
    }

    // MARK: Judgement

    static func establishment(of definition: KubernetesObject?) -> ObjectCondition.Judgement {
        let conditions = definition?.status?["conditions"]?.array ?? []
        func find(_ type: String) -> JSONValue? { conditions.first { $0["type"]?.string == type } }
        if let names = find("NamesAccepted"), names["status"]?.string == "False" {
            return .failed("its names are taken: \(names["message"]?.string ?? "")")
        }
        return find("Established")?["status"]?.string == "True" ? .met : .notYet("is not established yet")
    }

    static func readiness(of deployment: KubernetesObject?, _ version: String?) -> ObjectCondition.Judgement {
        guard let deployment else { return .notYet("is not there yet") }
        let conditions = deployment.status?["conditions"]?.array ?? []
        let found = deployment.label(FluxManifest.versionLabel)
        if let version, let found, found != version { return .notYet("is of \(found), expected \(version)") }
        guard let problem = ControllerDeployment(deployment).rolloutProblem else { return .met }
        let progress = conditions.first { $0["type"]?.string == "Progressing" }
        if progress?["reason"]?.string == "ProgressDeadlineExceeded",
            deployment.status?["observedGeneration"]?.int == deployment.generation
        {
            return .failed("\(problem), and it has given up: \(progress?["message"]?.string ?? "")")
        }
        return .notYet(problem)
    }
}
