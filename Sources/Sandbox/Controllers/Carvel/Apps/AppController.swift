import CarvelCore
import HTTPTransport
import Synchronization
import YAMLDocument

/// Stands in for the part of kapp-controller that carries out Apps: fetch, template, deploy.
final class AppController: Sendable {
    static let manager = "kapp-controller"
    /// How often an App is looked at where it says nothing else, and at most.
    static let shortestSyncPeriod = Duration.seconds(30)

    let client: ClusterClient
    let http: any HTTPClient
    /// The bundles of the sandbox's registry: the files by path, by the image's reference.
    let bundles: [String: [String: String]]
    /// How long until a failure is tried again.
    let retryInterval: Duration
    let log: ControllerLog
    private let pushes: AsyncStream<String>
    private let queue = WorkQueue<ObjectKey>()
    private let known = Mutex<[ObjectKey: KubernetesObject]>([:])

    /// - Parameter pushes: tells whenever there may be something new in git, so that nobody has to wait for a sync.
    init(
        client: ClusterClient,
        http: any HTTPClient,
        bundles: [String: [String: String]],
        pushes: AsyncStream<String>,
        retryInterval: Duration,
        log: ControllerLog
    ) {
        self.client = client
        self.http = http
        self.bundles = bundles
        self.pushes = pushes
        self.retryInterval = retryInterval
        self.log = log
    }

    /// Works until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask {
                await ObjectWatcher(client: self.client, type: .app).run { change in
                    self.known.withLock { $0[change.key] = change.isGone ? nil : change.object }
                    if change.touches({ [$0.generation.map(String.init), $0.deletionTimestamp] }) {
                        self.queue.add(change.key)
                    }
                }
            }
            group.addTask {
                await ObjectWatcher(client: self.client, type: .secret).run { change in
                    if change.touches({ $0.json["data"] }) { self.addUsers(ofSecret: change.key) }
                }
            }
            group.addTask {
                for await _ in self.pushes {
                    let users = self.known.withLock { $0.values.filter(\.fetchesFromGit) }
                    for app in users { self.queue.add(ObjectKey(app)) }
                }
            }
            group.addTask {
                await self.queue.run { key in await self.handle(key) }
            }
        }
    }

    private func addUsers(ofSecret secret: ObjectKey) {
        let users = known.withLock { known in
            known.values.filter { app in
                app.namespace == secret.namespace && AppTemplating.secretNames(of: app).contains(secret.name)
            }
        }
        for app in users { queue.add(ObjectKey(app)) }
    }

    private func handle(_ key: ObjectKey) async -> Duration? {
        do {
            guard let app = try await client.find(.app, namespace: key.namespace, name: key.name) else { return nil }
            if app.deletionTimestamp != nil {
                return try await AppDeletion(controller: self, app: app).run()
            }
            return try await AppReconciliation(controller: self, app: app).run()
        } catch {
            // The cluster did not answer, or somebody else changed the object at the same time.
            return retryInterval
        }
    }
}

extension KubernetesObject {
    /// Whether git may have something new for this App or PackageRepository.
    var fetchesFromGit: Bool {
        let fetch = spec?["fetch"]
        return (fetch?.array ?? [fetch ?? .null]).contains { $0["git"] != nil }
    }
}
