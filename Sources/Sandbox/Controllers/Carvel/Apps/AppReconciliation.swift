import CarvelCore
import YAMLDocument

/// One run through the stages of an App.
struct AppReconciliation {
    static let finalizer = "finalizers.kapp-ctrl.k14s.io/delete"

    let controller: AppController
    let app: KubernetesObject

    private var client: ClusterClient { controller.client }

    /// - Returns: after how long to look again; `nil` for not before something changes.
    /// - Throws: `ClusterError` where the cluster does not answer; what is wrong with the App is in its status.
    func run() async throws -> Duration? {
        var status = AppStatus(app)
        if app.spec?["paused"]?.bool == true || app.spec?["canceled"]?.bool == true {
            controller.log.kappController("app", "App is canceled or paused, not reconciling", app)
            status.pause()
            try await write(status)
            return nil
        }
        controller.log.kappController("app", "Started deploy", app)
        if CarvelCondition(of: app) == nil || app.status?["observedGeneration"]?.int != app.generation {
            status.set(.reconciling)
            try await write(status)
        }
        let succeeded = try await runStages(&status)
        controller.log.kappController("app", "Updating status", app, description: "marking reconcile completed")
        try await write(status)
        controller.log.kappController("app", "Completed deploy", app)
        return succeeded ? syncPeriod : controller.retryInterval
    }

    private var syncPeriod: Duration {
        max(
            app.spec?["syncPeriod"]?.string.flatMap(GoDuration.parse) ?? AppController.shortestSyncPeriod,
            AppController.shortestSyncPeriod
        )
    }

    private func runStages(_ status: inout AppStatus) async throws -> Bool {
        status.begin(.fetch)
        let files: [String: String]
        do {
            let fetched = try await VendirFetch(
                client: client,
                bundles: controller.bundles,
                namespace: app.namespace ?? "",
                sources: app.spec?["fetch"]?.array ?? []
            ).run()
            files = fetched.files
            status.end(.fetch, standardOutput: fetched.lock)
        } catch let failure as StageFailure {
            status.end(.fetch, failure)
            return false
        }
        let objects: [KubernetesObject]
        do {
            objects = try await AppTemplating(client: client, app: app, files: files).objects()
            status.end(.template)
        } catch let failure as StageFailure {
            status.end(.template, failure)
            return false
        }
        // Only what has been deployed needs to be cleaned up.
        try await client.setFinalizer(
            Self.finalizer,
            true,
            of: try await current(),
            as: .app,
            manager: AppController.manager
        )
        status.begin(.deploy)
        do {
            let kapp = try await Kapp.prepare(for: app, controller: controller)
            let result = try await kapp.deploy(objects) { try await write(status.whileDeploying($0)) }
            status.end(.deploy, standardOutput: result.output, kapp: result.summary)
            return true
        } catch let failure as StageFailure {
            status.end(.deploy, failure)
            return false
        }
    }

    private func write(_ status: AppStatus) async throws {
        try await client.writeStatus(
            status.json,
            of: try await current(),
            as: .app,
            manager: AppController.manager
        )
    }

    /// The App as it is now: our own writes have made it a newer one.
    private func current() async throws -> KubernetesObject {
        try await client.get(.app, namespace: app.namespace, name: app.name)
    }
}
