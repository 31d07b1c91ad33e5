import CarvelCore
import YAMLDocument

/// One attempt to bring a Kustomization's objects onto its cluster.
struct KustomizationReconciliation {
    let controller: KustomizeController
    let object: KubernetesObject

    private var interval: Duration { duration("interval") ?? .seconds(60) }
    private var timeout: Duration { duration("timeout") ?? interval }

    /// - Returns: after how long to look again.
    /// - Throws: `ClusterError` where the build cluster does not answer; what goes wrong elsewhere is in the status.
    func run() async throws -> Duration {
        let start = ContinuousClock.now
        var status = FluxStatus(object)
        do {
            let artifact = try await sourceArtifact()
            try await checkDependencies(revision: artifact.revision)
            if needsProgress(artifact.revision) {
                status.progress("Fetching manifests for revision \(artifact.revision)")
                try await write(status)
            }
            status["lastAttemptedRevision"] = .string(artifact.revision)
            try await bring(artifact, &status)
            status["lastAppliedRevision"] = .string(artifact.revision)
            status.succeed(
                reason: "ReconciliationSucceeded",
                message: "Applied revision: \(artifact.revision)"
            )
            let time = GoDuration.text(ContinuousClock.now - start)
            let message = "Reconciliation finished in \(time), next run in \(GoDuration.text(interval))"
            controller.log.flux(message, object, as: controller.type)
            try await write(status, success: message)
            return interval
        } catch let failure as FluxFailure {
            log(failure, after: ContinuousClock.now - start)
            status.fail(reason: failure.reason, message: failure.message)
            try await write(status)
            return min(duration("retryInterval") ?? interval, retryInterval(after: failure))
        }
    }

    /// A failed health check is not tried again at once: whoever waits for the failure to last would never see it do so.
    private func retryInterval(after failure: FluxFailure) -> Duration {
        failure.reason == "HealthCheckFailed"
            ? max(controller.retryInterval, .seconds(8)) : controller.retryInterval
    }

    /// Waiting is no error to the real controller.
    private func log(_ failure: FluxFailure, after time: Duration) {
        switch failure.reason {
        case "DependencyNotReady":
            let message = "Dependencies do not meet ready condition, retrying in 30s"
            controller.log.flux(message, object, as: controller.type)
        case "ArtifactFailed": controller.log.flux(failure.message, object, as: controller.type)
        default:
            let next = GoDuration.text(duration("retryInterval") ?? interval)
            controller.log.flux(
                "Reconciliation failed after \(GoDuration.text(time)), next try in \(next)",
                object,
                as: controller.type,
                error: failure.message
            )
        }
    }

    private func bring(_ artifact: Artifact, _ status: inout FluxStatus) async throws {
        let path = object.spec?["path"]?.string ?? "./"
        let expressions = try HealthExpressions(object)
        let built = try await SecretDecryption(controller: controller, kustomization: object)
            .decrypted(KustomizeBuild(files: artifact.files).objects(under: path))
        let target = try await KustomizationTarget.find(for: object, controller: controller)
        let applier = KustomizationApplier(
            target: target,
            kustomization: object,
            controller: controller
        )
        let applied = try await applier.apply(built)

        let old = Inventory(status: object.status)
        let new = Inventory(applied.map { Inventory.Entry($0.object, $0.type) })
        status["inventory"] = new.json
        if object.spec?["prune"]?.bool == true {
            try await applier.prune(old.subtracting(new))
        }
        let health = HealthCheck(target: target, expressions: expressions, timeout: timeout) { [controller, object] in
            // Older releases wait for as long as it takes.
            guard controller.release == .v2_9 else { return false }
            return controller.artifacts[KustomizeController.source(of: object)]?.revision != artifact.revision
        }
        if object.spec?["wait"]?.bool == true {
            try await health.wait(for: applied)
        } else {
            try await health.wait(forListed: object.spec?["healthChecks"]?.array ?? [])
        }
    }

    private func sourceArtifact() async throws -> Artifact {
        let key = KustomizeController.source(of: object)
        let source = try await controller.client.find(
            controller.sourceType,
            namespace: key.namespace,
            name: key.name
        )
        guard let source else {
            throw FluxFailure(reason: "ArtifactFailed", message: "Source 'GitRepository/\(key)' not found")
        }
        guard let revision = source.status?["artifact"]?["revision"]?.string,
            let artifact = controller.artifacts[key, revision]
        else {
            throw FluxFailure(
                reason: "ArtifactFailed",
                message: "Source artifact not found, retrying in \(GoDuration.text(.seconds(30)))"
            )
        }
        return artifact
    }

    private func checkDependencies(revision: String) async throws {
        for key in KustomizeController.dependencies(of: object) {
            let dependency = try await controller.client.find(
                controller.type,
                namespace: key.namespace,
                name: key.name
            )
            guard let dependency else {
                throw FluxFailure(
                    reason: "DependencyNotReady",
                    message: "dependency '\(key)' not found"
                )
            }
            guard dependency.isReadyInFlux else {
                throw FluxFailure(reason: "DependencyNotReady", message: "dependency '\(key)' is not ready")
            }
            let sharesSource = KustomizeController.source(of: dependency) == KustomizeController.source(of: object)
            if sharesSource, dependency.status?["lastAppliedRevision"]?.string != revision {
                throw FluxFailure(
                    reason: "DependencyNotReady",
                    message: "dependency '\(key)' revision is not up to date"
                )
            }
        }
    }

    /// Whether there is something new, so that others should see that work is going on. A repeated attempt leaves the
    /// last result in sight.
    private func needsProgress(_ revision: String) -> Bool {
        object.status?["lastAttemptedRevision"]?.string != revision
            || object.status?["observedGeneration"]?.int == -1
    }

    private func write(_ status: FluxStatus, success: String? = nil) async throws {
        let current = try await controller.client.find(
            controller.type,
            namespace: object.namespace,
            name: object.name
        )
        guard let current, current.uid == object.uid else { return }
        try await controller.client.writeStatus(
            status.json,
            of: current,
            as: controller.type,
            manager: KustomizeController.manager
        )
        await FluxEvents(client: controller.client, component: KustomizeController.manager)
            .tell(
                current,
                of: controller.type,
                now: status.json,
                success: success.map { ("ReconciliationSucceeded", $0) }
            )
    }

    private func duration(_ member: String) -> Duration? {
        object.spec?[member]?.string.flatMap(GoDuration.parse)
    }
}
