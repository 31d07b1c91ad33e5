import CarvelCore
import Synchronization
import YAMLDocument

/// Stands in for Flux's source-controller: keeps the artifact of each GitRepository at the head of its branch.
final class SourceController: Sendable {
    static let manager = "source-controller"
    static let finalizer = "finalizers.fluxcd.io"

    private let client: ClusterClient
    private let type: ResourceType
    private let release: FluxRelease
    private let artifacts: ArtifactStore
    private let pushes: AsyncStream<String>
    /// The longest time until a failure is tried again.
    private let retryInterval: Duration
    private let log: ControllerLog
    private let queue = WorkQueue<ObjectKey>()
    private let known = Mutex<Set<ObjectKey>>([])

    /// - Parameter pushes: tells whenever there may be something new, so that nobody has to wait for an interval.
    init(
        client: ClusterClient,
        release: FluxRelease,
        artifacts: ArtifactStore,
        pushes: AsyncStream<String>,
        retryInterval: Duration,
        log: ControllerLog
    ) {
        self.client = client
        type = release.type(.gitRepository)
        self.release = release
        self.artifacts = artifacts
        self.pushes = pushes
        self.retryInterval = retryInterval
        self.log = log
    }

    /// Works until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask {
                await ObjectWatcher(client: self.client, type: self.type).run { change in
                    self.known.withLock { known in
                        if change.isGone { known.remove(change.key) } else { known.insert(change.key) }
                    }
                    if change.touches(\.fluxWish) { self.queue.add(change.key) }
                }
            }
            group.addTask {
                for await _ in self.pushes {
                    for key in self.known.withLock({ $0 }) { self.queue.add(key) }
                }
            }
            group.addTask {
                await self.queue.run { key in await self.handle(key) }
            }
        }
    }

    private func handle(_ key: ObjectKey) async -> Duration? {
        do {
            guard let object = try await client.find(type, namespace: key.namespace, name: key.name) else {
                artifacts[key] = nil
                return nil
            }
            return try await reconcile(object, key)
        } catch {
            // The build cluster itself did not answer, or somebody else changed the object at the same time.
            return retryInterval
        }
    }

    private func reconcile(_ object: KubernetesObject, _ key: ObjectKey) async throws -> Duration? {
        let isDeleted = object.deletionTimestamp != nil
        let object = try await client.setFinalizer(
            Self.finalizer,
            !isDeleted,
            of: object,
            as: type,
            manager: Self.manager
        )
        if isDeleted {
            artifacts[key] = nil
            return nil
        }
        if object.spec?["suspend"]?.bool == true { return nil }

        var status = FluxStatus(object)
        let interval = object.spec?["interval"]?.string.flatMap(GoDuration.parse) ?? .seconds(60)
        do {
            let fetch = GitFetch(client: client, object: object, release: release)
            let artifact = try await fetch.artifact(keeping: artifacts[key])
            artifacts[key] = artifact
            describe(artifact, of: key, in: &status)
            let isNew = object.status?[path: "artifact", "revision"]?.string != artifact.revision
            let words =
                isNew ? "stored artifact for revision" : "no changes since last reconcilation: observed revision"
            log.flux("\(words) '\(artifact.revision)'", object, as: type)
            status["observedIgnore"] = object.spec?["ignore"]
            status.succeed(reason: "Succeeded", message: "stored artifact for revision '\(artifact.revision)'")
            try await write(status, of: object)
            return interval
        } catch let failure as FluxFailure {
            log.flux("Reconciler error", object, as: type, error: failure.message)
            status.set("FetchFailed", "True", reason: failure.reason, message: failure.message)
            status.fail(reason: failure.reason, message: failure.message)
            try await write(status, of: object)
            return min(interval, retryInterval)
        }
    }

    private func write(_ status: FluxStatus, of object: KubernetesObject) async throws {
        try await client.writeStatus(status.json, of: object, as: type, manager: Self.manager)
        let revision = status["artifact"]?["revision"]?.string ?? ""
        await FluxEvents(client: client, component: Self.manager).tell(
            object,
            of: type,
            now: status.json,
            success: ("NewArtifact", "stored artifact for revision '\(revision)'")
        )
    }

    private func describe(_ artifact: Artifact, of key: ObjectKey, in status: inout FluxStatus) {
        status.set(
            "ArtifactInStorage",
            "True",
            reason: "Succeeded",
            message: "stored artifact for revision '\(artifact.revision)'"
        )
        guard status["artifact"]?["revision"]?.string != artifact.revision else { return }
        let commit = artifact.revision.suffix(40)
        let path = "gitrepository/\(key)/\(commit).tar.gz"
        status["artifact"] = [
            "digest": "sha256:\(artifact.digest)",
            "lastUpdateTime": .string(Timestamp.now()),
            "path": .string(path),
            "revision": .string(artifact.revision),
            "size": .int(Int64(artifact.size)),
            "url": "http://source-controller.flux-system.svc.cluster.local./\(path)",
        ]
    }
}
