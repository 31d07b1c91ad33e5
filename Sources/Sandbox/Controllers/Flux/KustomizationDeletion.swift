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
        let isPruned = object.spec?["prune"]?.bool == true && object.spec?["suspend"]?.bool != true
        if isPruned, try await canImpersonate() {
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

    /// Flux looks for the service account on the build cluster, even if it is meant for another one. Where it is not
    /// there, the objects are left behind.
    private func canImpersonate() async throws -> Bool {
        guard let account = object.spec?["serviceAccountName"]?.string, !account.isEmpty else { return true }
        return try await controller.client.find(.serviceAccount, namespace: object.namespace, name: account) != nil
    }
}
