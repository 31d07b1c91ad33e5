import CarvelCore
import HTTPTransport
import Synchronization
import YAMLDocument

/// Stands in for Flux's kustomize-controller: applies what is in the repository to the run clusters.
final class KustomizeController: Sendable {
    static let manager = "kustomize-controller"
    static let finalizer = "finalizers.fluxcd.io"

    let client: ClusterClient
    let http: any HTTPClient
    let release: FluxRelease
    let artifacts: ArtifactStore
    /// The longest time until a failure is tried again.
    let retryInterval: Duration
    /// Where sops is looked for; `nil` for the folders of `PATH`.
    let programSearchPath: String?
    let log: ControllerLog
    let type: ResourceType
    let sourceType: ResourceType

    private let queue = WorkQueue<ObjectKey>()
    private let known = Mutex<[ObjectKey: KubernetesObject]>([:])

    init(
        client: ClusterClient,
        http: any HTTPClient,
        release: FluxRelease,
        artifacts: ArtifactStore,
        retryInterval: Duration,
        programSearchPath: String? = nil,
        log: ControllerLog
    ) {
        self.client = client
        self.http = http
        self.release = release
        self.artifacts = artifacts
        self.retryInterval = retryInterval
        self.programSearchPath = programSearchPath
        self.log = log
        type = release.type(.kustomization)
        sourceType = release.type(.gitRepository)
    }

    /// Works until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.watchKustomizations() }
            group.addTask { await self.watchSources() }
            // Older releases learn of a new kubeconfig at the next interval only.
            if self.release == .v2_9 {
                group.addTask { await self.watchKubeconfigs(.secret, member: "secretRef") }
                group.addTask { await self.watchKubeconfigs(.configMap, member: "configMapRef") }
            }
            group.addTask {
                await self.queue.run { key in await self.handle(key) }
            }
        }
    }

    private func handle(_ key: ObjectKey) async -> Duration? {
        do {
            guard let object = try await client.find(type, namespace: key.namespace, name: key.name) else { return nil }
            let isDeleted = object.deletionTimestamp != nil
            if isDeleted {
                try await KustomizationDeletion(controller: self, object: object).run()
                return nil
            }
            let guarded = try await client.setFinalizer(
                Self.finalizer,
                true,
                of: object,
                as: type,
                manager: Self.manager
            )
            if guarded.spec?["suspend"]?.bool == true { return nil }
            return try await KustomizationReconciliation(controller: self, object: guarded).run()
        } catch {
            // The build cluster did not answer, or somebody else changed the object at the same time; a deletion may
            // also have failed on the run cluster.
            return retryInterval
        }
    }
}

// MARK: What makes a Kustomization worth a look

extension KustomizeController {
    private func watchKustomizations() async {
        await ObjectWatcher(client: client, type: type).run { change in
            self.known.withLock { $0[change.key] = change.isGone ? nil : change.object }
            if change.touches(\.fluxWish) { self.queue.add(change.key) }
            if change.touches({ [String($0.isReadyInFlux), $0.status?["lastAppliedRevision"]?.string] }) {
                self.addAll { Self.dependencies(of: $0).contains(change.key) }
            }
        }
    }

    private func watchSources() async {
        await ObjectWatcher(client: client, type: sourceType).run { change in
            guard change.touches({ $0.status?["artifact"]?["revision"] }) else { return }
            self.addAll { Self.source(of: $0) == change.key }
        }
    }

    private func watchKubeconfigs(_ type: ResourceType, member: String) async {
        await ObjectWatcher(client: client, type: type).run { change in
            guard change.object.label("reconcile.fluxcd.io/watch") == "Enabled",
                change.touches(\.resourceVersion)
            else { return }
            self.addAll { kustomization in
                kustomization.namespace == change.key.namespace
                    && kustomization.spec?["kubeConfig"]?[member]?["name"]?.string == change.key.name
            }
        }
    }

    private func addAll(where isConcerned: (KubernetesObject) -> Bool) {
        let concerned = known.withLock { $0.values.filter(isConcerned) }
        for object in concerned { queue.add(ObjectKey(object)) }
    }

    /// The GitRepository that a Kustomization takes its files from.
    static func source(of object: KubernetesObject) -> ObjectKey {
        let reference = object.spec?["sourceRef"]
        return ObjectKey(
            namespace: reference?["namespace"]?.string ?? object.namespace ?? "",
            name: reference?["name"]?.string ?? ""
        )
    }

    /// The Kustomizations that must be ready before this one.
    static func dependencies(of object: KubernetesObject) -> [ObjectKey] {
        (object.spec?["dependsOn"]?.array ?? []).map { dependency in
            ObjectKey(
                namespace: dependency["namespace"]?.string ?? object.namespace ?? "",
                name: dependency["name"]?.string ?? ""
            )
        }
    }
}
