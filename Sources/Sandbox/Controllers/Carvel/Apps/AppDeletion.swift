import CarvelCore
import YAMLDocument

/// What happens when an App is deleted: what it deployed goes first.
struct AppDeletion {
    let controller: AppController
    let app: KubernetesObject

    /// - Returns: after how long to look again, where something is left to do.
    /// - Throws: `ClusterError` where the cluster does not answer.
    func run() async throws -> Duration? {
        guard try await mustCleanUp() else {
            try await release(app)
            return nil
        }
        var status = AppStatus(app)
        do {
            if CarvelCondition(of: app) == nil || app.status?["observedGeneration"]?.int != app.generation {
                status.set(.deleting)
                try await write(status)
            }
            let kapp = try await Kapp.prepare(for: app, controller: controller)
            try await kapp.delete()
            try await release(try await current())
            return nil
        } catch let failure as StageFailure {
            status.endDeletion(failure)
            try await write(status)
            return controller.retryInterval
        }
    }

    /// Whether there may be something to delete. In a namespace that goes as a whole, everything goes by itself.
    private func mustCleanUp() async throws -> Bool {
        let finalizers = app.json[path: "metadata", "finalizers"]?.array ?? []
        guard finalizers.contains(.string(AppReconciliation.finalizer)), app.spec?["noopDelete"]?.bool != true else {
            return false
        }
        let namespace = try await controller.client.find(
            .namespace,
            namespace: nil,
            name: app.namespace ?? ""
        )
        return namespace?.deletionTimestamp == nil
    }

    private func release(_ app: KubernetesObject) async throws {
        try await controller.client.setFinalizer(
            AppReconciliation.finalizer,
            false,
            of: app,
            as: .app,
            manager: AppController.manager
        )
    }

    private func write(_ status: AppStatus) async throws {
        try await controller.client.writeStatus(
            status.json,
            of: try await current(),
            as: .app,
            manager: AppController.manager
        )
    }

    private func current() async throws -> KubernetesObject {
        try await controller.client.get(.app, namespace: app.namespace, name: app.name)
    }
}
