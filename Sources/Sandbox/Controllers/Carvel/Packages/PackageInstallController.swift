import CarvelCore
import Synchronization
import YAMLDocument

/// Stands in for the part of kapp-controller that turns PackageInstalls into Apps.
final class PackageInstallController: Sendable {
    static let manager = "kapp-controller"

    let client: ClusterClient
    /// How long until a request that failed is made again.
    let retryInterval: Duration
    let log: ControllerLog
    private let queue = WorkQueue<ObjectKey>()
    private let known = Mutex<[ObjectKey: KubernetesObject]>([:])

    init(client: ClusterClient, retryInterval: Duration, log: ControllerLog) {
        self.client = client
        self.retryInterval = retryInterval
        self.log = log
    }

    /// Works until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask {
                await ObjectWatcher(client: self.client, type: .packageInstall).run { change in
                    self.known.withLock { $0[change.key] = change.isGone ? nil : change.object }
                    if change.touches(\.packageInstallWish) { self.queue.add(change.key) }
                }
            }
            group.addTask {
                await ObjectWatcher(client: self.client, type: .package).run { change in
                    self.addInstalls(of: change.object)
                }
            }
            group.addTask {
                // An App has the name of its PackageInstall.
                await ObjectWatcher(client: self.client, type: .app).run { change in
                    if change.touches(\.status) { self.queue.add(change.key) }
                }
            }
            group.addTask {
                await self.queue.run { key in await self.handle(key) }
            }
        }
    }

    private func addInstalls(of package: KubernetesObject) {
        let name = package.spec?["refName"]
        let isGlobal = package.namespace == PackageSelection.globalNamespace
        let concerned = known.withLock { known in
            known.values.filter { install in
                install.spec?["packageRef"]?["refName"] == name
                    && (isGlobal || install.namespace == package.namespace)
            }
        }
        for install in concerned { queue.add(ObjectKey(install)) }
    }

    private func handle(_ key: ObjectKey) async -> Duration? {
        do {
            let install = try await client.find(.packageInstall, namespace: key.namespace, name: key.name)
            guard let install else { return nil }
            log.kappController("pkgi", "Reconciling", install)
            try await PackageInstallReconciliation(client: client, install: install).run()
            return nil
        } catch {
            // The cluster did not answer, or somebody else changed the object at the same time.
            return retryInterval
        }
    }
}

extension KubernetesObject {
    /// What makes kapp-controller look at a PackageInstall again: its status alone does not.
    fileprivate var packageInstallWish: [JSONValue?] {
        [json["spec"], json[path: "metadata", "annotations"], json[path: "metadata", "deletionTimestamp"]]
    }
}
