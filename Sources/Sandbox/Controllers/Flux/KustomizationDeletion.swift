import CarvelCore
import YAMLDocument

/// What happens to a Kustomization's objects when it is deleted.
struct KustomizationDeletion {
    let controller: KustomizeController
    let object: KubernetesObject

    /// Prunes, and lets the Kustomization go.
    ///
    /// - Throws: what stands in the way of pruning; the Kustomization stays until it has been done.
    func run() async throws {
        if Self.prunes(object), try await canImpersonate() {
            let target = try await KustomizationTarget.find(for: object, controller: controller)
            let applier = KustomizationApplier(
                target: target,
                kustomization: object,
                controller: controller
            )
            try await applier.prune(Inventory(status: object.status).entries)
        }
        try await controller.client.setFinalizer(
            KustomizeController.finalizer,
            false,
            of: object,
            as: controller.type,
            manager: KustomizeController.manager
        )
    }

    /// Whether what was applied goes too: by default as `prune` has it, and never where it is suspended.
    static func prunes(_ object: KubernetesObject) -> Bool {
        guard object.spec?["suspend"]?.bool != true else { return false }
        return switch object.spec?["deletionPolicy"]?.string {
        case "Delete", "WaitForTermination": true
        case "Orphan": false
        default: object.spec?["prune"]?.bool == true
        }
    }

    /// Flux looks for the service account on the build cluster, even if it is meant for another one. Where it is not
    /// there, the objects are left behind.
    private func canImpersonate() async throws -> Bool {
        guard let account = object.spec?["serviceAccountName"]?.string, !account.isEmpty else { return true }
        return try await controller.client.find(.serviceAccount, namespace: object.namespace, name: account) != nil
    }
}
