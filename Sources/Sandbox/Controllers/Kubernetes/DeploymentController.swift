import CarvelCore
import YAMLDocument

/// Stands in for the controllers that roll out Deployments: each is ready as soon as it is there, unless its image can't
/// be pulled; then what was ready before stays. No Pod runs.
struct DeploymentController: Sendable {
    static let manager = "kube-controller-manager"
    static let type = ResourceType(group: "apps", version: "v1", kind: "Deployment", plural: "deployments")
    /// An image with this tag is in no registry.
    static let missingTag = ":missing"

    let client: ClusterClient
    private let queue = WorkQueue<ObjectKey>()

    init(client: ClusterClient) {
        self.client = client
    }

    /// Works until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask {
                await ObjectWatcher(client: client, type: Self.type).run { change in
                    if !change.isGone, !Self.isRolledOut(change.object) { queue.add(change.key) }
                }
            }
            group.addTask { await queue.run { key in await rollOut(key) } }
        }
    }

    /// Whether a Deployment's latest change is rolled out and works.
    static func isReady(_ deployment: KubernetesObject) -> Bool {
        isRolledOut(deployment) && deployment.status?["readyReplicas"]?.int ?? 0 > 0
            && deployment.status?["unavailableReplicas"]?.int ?? 0 == 0
    }

    private static func isRolledOut(_ deployment: KubernetesObject) -> Bool {
        deployment.status?["observedGeneration"]?.int == deployment.generation
    }

    private func rollOut(_ key: ObjectKey) async -> Duration? {
        do {
            guard let object = try await client.find(Self.type, namespace: key.namespace, name: key.name) else {
                return nil
            }
            try await client.writeStatus(Self.status(of: object), of: object, as: Self.type, manager: Self.manager)
            return nil
        } catch {
            // Somebody else changed it at the same time, or the cluster did not answer.
            return .milliseconds(200)
        }
    }

    private static func status(of deployment: KubernetesObject) -> JSONValue {
        let wanted = Int64(deployment.spec?["replicas"]?.int ?? 1)
        let containers = deployment.spec?[path: "template", "spec", "containers"]?.array ?? []
        let isMissing = containers.contains { $0["image"]?.string?.hasSuffix(missingTag) == true }
        let former = isMissing ? Int64(deployment.status?["readyReplicas"]?.int ?? 0) : 0
        let ready = isMissing ? former : wanted
        return [
            "observedGeneration": .int(Int64(deployment.generation ?? 1)),
            "replicas": .int(wanted + former), "updatedReplicas": .int(wanted),
            "readyReplicas": .int(ready), "availableReplicas": .int(ready),
            "unavailableReplicas": .int(isMissing ? wanted : 0),
            "conditions": [
                condition(
                    "Available",
                    !isMissing,
                    isMissing ? "MinimumReplicasUnavailable" : "MinimumReplicasAvailable"
                ),
                condition(
                    "Progressing",
                    !isMissing,
                    isMissing ? "ProgressDeadlineExceeded" : "NewReplicaSetAvailable"
                ),
            ],
        ]
    }

    private static func condition(_ type: String, _ isTrue: Bool, _ reason: String) -> JSONValue {
        [
            "type": .string(type), "status": .string(isTrue ? "True" : "False"), "reason": .string(reason),
            "message": .string(isTrue ? "all replicas are available" : "no replica could pull its image"),
        ]
    }
}
