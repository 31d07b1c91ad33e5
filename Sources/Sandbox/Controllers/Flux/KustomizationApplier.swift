import CarvelCore
import YAMLDocument

/// Applies objects in the name of a Kustomization, and deletes those that it applied once.
struct KustomizationApplier {
    struct Applied: Sendable {
        var object: KubernetesObject
        var type: ResourceType
    }

    /// What others need to be there first.
    private static let firstKinds: Set<String> = ["Namespace", "CustomResourceDefinition"]

    let target: KustomizationTarget
    let kustomization: KubernetesObject
    let controller: KustomizeController

    private var client: ClusterClient { target.client }

    /// Applies all objects: each group is tried as a dry run first, so that one bad object stops the good ones too.
    ///
    /// - Throws: `FluxFailure` naming the object and what the server says.
    func apply(_ objects: [KubernetesObject]) async throws(FluxFailure) -> [Applied] {
        var applied: [Applied] = []
        // The types of the second group may come with the first.
        for isFirst in [true, false] {
            let objects = objects.filter { Self.firstKinds.contains($0.kind) == isFirst }
            let group = KindOrder.sorted(try await prepare(objects)) { $0.object.kind }
            for item in group { try await send(item, isDryRun: true) }
            for item in group { try await send(item, isDryRun: false) }
            applied += group
        }
        return applied
    }

    private func prepare(_ objects: [KubernetesObject]) async throws(FluxFailure) -> [Applied] {
        var types: [String: ResourceType] = [:]
        var prepared: [Applied] = []
        for var object in objects {
            let wanted = kustomization.spec?["targetNamespace"]?.string ?? object.namespace ?? "default"
            object.setMetadata("namespace", .string(wanted))
            let id = "\(object.apiVersion) \(object.kind)"
            let type: ResourceType
            if let found = types[id] {
                type = found
            } else {
                type = try await self.type(of: object)
                types[id] = type
            }
            if !type.isNamespaced { object.setMetadata("namespace", nil) }
            object.addLabels(Self.labels(kustomization))
            prepared.append(Applied(object: object, type: type))
        }
        return prepared
    }

    /// The labels that tell which Kustomization has applied an object.
    static func labels(_ kustomization: KubernetesObject) -> [(name: String, value: String)] {
        [
            ("kustomize.toolkit.fluxcd.io/name", kustomization.name),
            ("kustomize.toolkit.fluxcd.io/namespace", kustomization.namespace ?? ""),
        ]
    }

    private func type(of object: KubernetesObject) async throws(FluxFailure) -> ResourceType {
        do {
            return try await client.resource(apiVersion: object.apiVersion, kind: object.kind).type
        } catch {
            let error = target.failure(error)
            if error.isUnreachable { throw KustomizationTarget.noClient(error.message) }
            throw failure(error, object, action: "dry-run")
        }
    }

    private func send(_ item: Applied, isDryRun: Bool) async throws(FluxFailure) {
        do {
            _ = try await client.apply(
                item.object,
                as: item.type,
                fieldManager: KustomizeController.manager,
                force: true,
                dryRun: isDryRun
            )
        } catch {
            if error.status?.reason == .invalid, kustomization.spec?["force"]?.bool == true {
                try await recreate(item, isDryRun: isDryRun)
            } else {
                throw failure(target.failure(error), item.object, action: isDryRun ? "dry-run" : "apply")
            }
        }
    }

    /// With `force`, what can't be changed in place is deleted and made anew.
    private func recreate(_ item: Applied, isDryRun: Bool) async throws(FluxFailure) {
        if isDryRun { return }
        do {
            try await client.delete(item.type, namespace: item.object.namespace, name: item.object.name)
            _ = try await client.apply(item.object, as: item.type, fieldManager: KustomizeController.manager)
        } catch {
            throw failure(target.failure(error), item.object, action: "apply")
        }
    }

    private func failure(_ error: RequestFailure, _ object: KubernetesObject, action: String) -> FluxFailure {
        let name = subject(object)
        if error.reason.isEmpty { return reconciliationFailure("\(name) \(action) failed: \(error.message)") }
        // The wording changed between the releases.
        let message =
            controller.release == .v0_41
            ? "\(name) \(action) failed, reason: \(error.reason), error: \(error.message)"
            : "\(name) \(action) failed (\(error.reason)): \(error.message)"
        return reconciliationFailure(message)
    }

    private func subject(_ object: KubernetesObject) -> String {
        guard let namespace = object.namespace else { return "\(object.kind)/\(object.name)" }
        return "\(object.kind)/\(namespace)/\(object.name)"
    }

    private func reconciliationFailure(_ message: String) -> FluxFailure {
        FluxFailure(reason: "ReconciliationFailed", message: message)
    }
}

// MARK: Pruning

extension KustomizationApplier {
    /// Deletes what was applied once and is no longer wanted, unless it has been given to somebody else, or says that
    /// it must stay.
    ///
    /// - Throws: `FluxFailure` with reason `PruneFailed`.
    func prune(_ entries: [Inventory.Entry]) async throws(FluxFailure) {
        for entry in entries {
            do {
                let type = try await client.resource(apiVersion: entry.apiVersion, kind: entry.kind).type
                try await prune(entry, type)
            } catch {
                throw FluxFailure(
                    reason: "PruneFailed",
                    message: "\(entry.subject) delete failed: \(target.failure(error).message)"
                )
            }
        }
    }

    private func prune(_ entry: Inventory.Entry, _ type: ResourceType) async throws(ClusterError) {
        let namespace = entry.namespace.isEmpty ? nil : entry.namespace
        guard let object = try await client.find(type, namespace: namespace, name: entry.name) else { return }
        let owner = object.label("kustomize.toolkit.fluxcd.io/name")
        let mayStay = [
            object.label("kustomize.toolkit.fluxcd.io/prune"),
            object.annotation("kustomize.toolkit.fluxcd.io/prune"),
        ].contains("disabled")
        guard owner == kustomization.name, !mayStay else { return }
        try await client.delete(type, namespace: namespace, name: entry.name)
    }
}
