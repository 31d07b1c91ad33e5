import CarvelCore
import YAMLDocument

/// Waits until objects are as they should be, by what kstatus makes of their status.
///
/// kstatus knows the conditions Ready, Reconciling and Stalled. A PackageInstall that has come to its end has none of
/// these, so it counts as healthy whatever became of it; and so it does before anybody has looked at it. Unless the
/// Kustomization has expressions that tell better.
struct HealthCheck {
    enum Verdict: String {
        case current = "Current"
        case inProgress = "InProgress"
        case failed = "Failed"
        case notFound = "NotFound"
        case unknown = "Unknown"
    }

    let target: KustomizationTarget
    let expressions: HealthExpressions
    let timeout: Duration
    /// Whether there is something newer to apply, so that waiting is in vain.
    let isOutdated: @Sendable () -> Bool

    private static let pause = Duration.milliseconds(200)

    /// - Throws: `FluxFailure` with reason `HealthCheckFailed` where one fails, or time is up.
    func wait(for objects: [KustomizationApplier.Applied]) async throws {
        let start = ContinuousClock.now
        var waiting = objects
        while !waiting.isEmpty {
            var unhealthy: [(KustomizationApplier.Applied, Verdict)] = []
            for item in waiting {
                let verdict = try await verdict(on: item)
                if verdict != .current { unhealthy.append((item, verdict)) }
            }
            let elapsed = ContinuousClock.now - start
            if let (item, verdict) = unhealthy.first, verdict == .failed || elapsed >= timeout {
                throw failure(item, verdict, elapsed)
            }
            waiting = unhealthy.map(\.0)
            if !waiting.isEmpty, isOutdated() {
                throw FluxFailure(
                    reason: "HealthCheckCanceled",
                    message: "New reconciliation triggered by GitRepository, canceling health check"
                )
            }
            if !waiting.isEmpty { try await Task.sleep(for: Self.pause) }
        }
    }

    /// Waits for the objects of `spec.healthChecks`.
    func wait(forListed references: [JSONValue]) async throws {
        var objects: [KustomizationApplier.Applied] = []
        for reference in references {
            let apiVersion = reference["apiVersion"]?.string ?? "v1"
            do {
                let type = try await target.client.resource(
                    apiVersion: apiVersion,
                    kind: reference["kind"]?.string ?? ""
                ).type
                let object = KubernetesObject(
                    type,
                    name: reference["name"]?.string ?? "",
                    namespace: reference["namespace"]?.string
                )
                objects.append(KustomizationApplier.Applied(object: object, type: type))
            } catch {
                throw FluxFailure(reason: "HealthCheckFailed", message: target.failure(error).message)
            }
        }
        try await wait(for: objects)
    }

    private func verdict(on item: KustomizationApplier.Applied) async throws(FluxFailure) -> Verdict {
        do {
            let object = try await target.client.find(
                item.type,
                namespace: item.object.namespace,
                name: item.object.name
            )
            return object.map { expressions.verdict(on: $0) ?? Self.verdict(on: $0) } ?? .notFound
        } catch {
            throw FluxFailure(reason: "HealthCheckFailed", message: target.failure(error).message)
        }
    }

    /// What kstatus makes of one object.
    static func verdict(on object: KubernetesObject) -> Verdict {
        var conditions: [String: String] = [:]
        for condition in object.status?["conditions"]?.array ?? [] {
            conditions[condition["type"]?.string ?? ""] = condition["status"]?.string
        }
        if object.deletionTimestamp != nil { return .inProgress }
        if let observed = object.status?["observedGeneration"]?.int, observed != object.generation {
            return .inProgress
        }
        if conditions["Stalled"] == "True" { return .failed }
        if conditions["Reconciling"] == "True" { return .inProgress }
        if let ready = conditions["Ready"], ready != "True" { return .inProgress }
        return .current
    }

    private func failure(
        _ item: KustomizationApplier.Applied,
        _ verdict: Verdict,
        _ elapsed: Duration
    ) -> FluxFailure {
        let subject = Inventory.Entry(item.object, item.type).subject
        let time = GoDuration.text(elapsed)
        return FluxFailure(
            reason: "HealthCheckFailed",
            message: verdict == .failed
                ? "health check failed after \(time): failed early due to stalled resources: "
                    + "[\(subject) status: 'Failed']"
                : "health check failed after \(time): timeout waiting for: [\(subject) status: '\(verdict.rawValue)']"
        )
    }
}
