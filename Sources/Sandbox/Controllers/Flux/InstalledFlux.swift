import CarvelCore
import Synchronization

/// Runs the stand-ins of Flux's controllers for as long as their Deployments are on the cluster and ready, each in the
/// release that its Deployment is of.
struct InstalledFlux: Sendable {
    let client: ClusterClient
    /// Runs the controller of that name, in that release, until its task is cancelled.
    let runController: @Sendable (String, FluxRelease) async -> Void

    /// The controllers that there are stand-ins for.
    private static let names = ["source-controller", "kustomize-controller"]

    /// Works until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            let (changes, teller) = AsyncStream.makeStream(of: ObjectChange.self)
            group.addTask {
                await ObjectWatcher(client: client, type: DeploymentController.type).run { teller.yield($0) }
                teller.finish()
            }
            group.addTask { await follow(changes) }
        }
    }

    private func follow(_ changes: AsyncStream<ObjectChange>) async {
        var running: [String: (release: FluxRelease, task: Task<Void, Never>)] = [:]
        for await change in changes {
            let name = change.object.name
            guard Self.names.contains(name), change.object.label("app.kubernetes.io/part-of") == "flux" else {
                continue
            }
            // While a change is not rolled out, what was there before works on.
            guard change.isGone || DeploymentController.isReady(change.object) else { continue }
            let release = change.isGone ? nil : FluxRelease(deployment: change.object)
            guard release != running[name]?.release else { continue }
            if let former = running.removeValue(forKey: name) {
                former.task.cancel()
                await former.task.value
            }
            guard let release else { continue }
            running[name] = (release, Task { await runController(name, release) })
        }
        for controller in running.values {
            controller.task.cancel()
            await controller.task.value
        }
    }
}

extension FluxRelease {
    /// The release that does as the one does which a Deployment is of.
    init(deployment: KubernetesObject) {
        let version = deployment.label("app.kubernetes.io/version") ?? ""
        let numbers = version.drop { !$0.isNumber }.split(separator: ".").prefix(2).compactMap { Int($0) }
        self =
            switch (numbers.first ?? 2, numbers.last ?? 9) {
            case (0, _): .v0_41
            case (2, ..<8): .v2_6
            default: .v2_9
            }
    }
}
