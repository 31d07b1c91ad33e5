import CarvelCore
import YAMLDocument

/// Waits, as kapp does, for what it has changed: it knows that Apps and PackageInstalls need time, and can fail.
struct KappWaiting {
    private static let pause = Duration.milliseconds(200)
    private static let timeout = Duration.seconds(900)
    private static let groups: Set<String> = [ResourceType.app.group, ResourceType.packageInstall.group]

    let client: ClusterClient

    /// - Throws: `KappError` where one of them fails, or time is up.
    func wait(for changes: [KappChange]) async throws {
        let deadline = ContinuousClock.now + Self.timeout
        for change in changes where change.operation != .delete && Self.groups.contains(change.type.group) {
            try await wait(for: change, until: deadline)
        }
    }

    private func wait(for change: KappChange, until deadline: ContinuousClock.Instant) async throws {
        let subject = KappChange.subject(change.object, change.type)
        while true {
            let object: KubernetesObject?
            do {
                object = try await client.find(
                    change.type,
                    namespace: change.object.namespace,
                    name: change.object.name
                )
            } catch {
                throw KappError(
                    "waiting on reconcile \(subject)",
                    RequestFailure(error, server: client.connection.server)
                )
            }
            guard let object, object.generation == object.status?["observedGeneration"]?.int,
                let condition = CarvelCondition(of: object), condition != .reconciling
            else {
                guard ContinuousClock.now < deadline else {
                    throw KappError("waiting on reconcile \(subject): Timed out waiting after 15m0s")
                }
                try await Task.sleep(for: Self.pause)
                continue
            }
            guard case .failed(let message) = condition else { return }
            let reason = object.status?["usefulErrorMessage"]?.string ?? message
            throw KappError(
                "waiting on reconcile \(subject): Finished unsuccessfully (Reconcile failed:  (message: \(reason)))"
            )
        }
    }
}
