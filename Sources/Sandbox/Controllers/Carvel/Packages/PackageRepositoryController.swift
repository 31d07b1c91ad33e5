import CarvelCore
import Synchronization
import YAMLDocument

/// Stands in for the part of kapp-controller that brings the Packages of PackageRepositories onto a cluster.
final class PackageRepositoryController: Sendable {
    static let manager = "kapp-controller"

    let client: ClusterClient
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
        bundles: [String: [String: String]],
        pushes: AsyncStream<String>,
        retryInterval: Duration,
        log: ControllerLog
    ) {
        self.client = client
        self.bundles = bundles
        self.pushes = pushes
        self.retryInterval = retryInterval
        self.log = log
    }

    /// Works until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask {
                await ObjectWatcher(client: self.client, type: .packageRepository).run { change in
                    self.known.withLock { $0[change.key] = change.isGone ? nil : change.object }
                    if change.touches({ [$0.generation.map(String.init), $0.deletionTimestamp] }) {
                        self.queue.add(change.key)
                    }
                }
            }
            group.addTask {
                await ObjectWatcher(client: self.client, type: .secret).run { change in
                    guard change.touches({ $0.json["data"] }) else { return }
                    self.addAll { repository in
                        repository.namespace == change.key.namespace
                            && VendirFetch.secretNames(in: [repository.spec?["fetch"] ?? .null])
                                .contains(change.key.name)
                    }
                }
            }
            group.addTask {
                for await _ in self.pushes { self.addAll(\.fetchesFromGit) }
            }
            group.addTask {
                await self.queue.run { key in await self.handle(key) }
            }
        }
    }

    private func addAll(_ isConcerned: (KubernetesObject) -> Bool) {
        for repository in known.withLock({ $0.values.filter(isConcerned) }) { queue.add(ObjectKey(repository)) }
    }

    private func handle(_ key: ObjectKey) async -> Duration? {
        do {
            guard
                let repository = try await client.find(
                    .packageRepository,
                    namespace: key.namespace,
                    name: key.name
                )
            else { return nil }
            return try await PackageRepositoryReconciliation(controller: self, repository: repository).run()
        } catch {
            // The cluster did not answer, or somebody else changed the object at the same time.
            return retryInterval
        }
    }
}
