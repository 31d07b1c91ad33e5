import CarvelCore
import OrderedCollections
import YAMLDocument

/// The Deployments by which the install manifests bring the controllers that the sandbox stands in for. Their Pods do
/// not come of them but are made beside them, for what the controllers log.
enum ControllerDeployments {
    /// A controller's Deployment, and what its install manifest marks it with.
    struct Deployment {
        var name: String
        var namespace: String
        var image: String
        var labels: [String: String] = [:]
        var annotations: [String: String] = [:]
    }

    /// Flux's of a release.
    static func flux(_ release: FluxRelease) -> [Deployment] {
        let version = "v\(release.rawValue).0"
        return ["source-controller", "kustomize-controller"].map { name in
            Deployment(
                name: name,
                namespace: "flux-system",
                image: "ghcr.io/fluxcd/\(name):v1.0.0",
                labels: [
                    "app.kubernetes.io/component": name, "app.kubernetes.io/instance": "flux-system",
                    "app.kubernetes.io/part-of": "flux", "app.kubernetes.io/version": version,
                    "control-plane": "controller",
                ]
            )
        }
    }

    /// kapp-controller's.
    static let kappController = Deployment(
        name: "kapp-controller",
        namespace: "kapp-controller",
        image: "ghcr.io/carvel-dev/kapp-controller@sha256:0000",
        annotations: ["kapp-controller.carvel.dev/version": "v0.53.0"]
    )

    /// Puts Deployments on a cluster, in namespaces that are there, as if they had been rolled out.
    static func install(_ deployments: [Deployment], by client: ClusterClient) async throws {
        for deployment in deployments {
            let made = try await client.apply(object(deployment), as: type, fieldManager: "kubectl")
            let count: JSONValue = 1
            _ = try await client.mergePatch(
                type,
                namespace: deployment.namespace,
                name: deployment.name,
                subresource: "status",
                fieldManager: "kube-controller-manager",
                [
                    "status": [
                        "observedGeneration": made.generation.map { .int(Int64($0)) } ?? 1, "replicas": count,
                        "updatedReplicas": count, "readyReplicas": count, "availableReplicas": count,
                    ]
                ]
            )
        }
    }

    private static let type = ResourceType(group: "apps", version: "v1", kind: "Deployment", plural: "deployments")

    private static func object(_ deployment: Deployment) -> KubernetesObject {
        let labels: JSONValue = ["app": .string(deployment.name)]
        let container: JSONValue = ["name": "manager", "image": .string(deployment.image)]
        return KubernetesObject(
            type,
            name: deployment.name,
            namespace: deployment.namespace,
            labels: deployment.labels,
            annotations: deployment.annotations,
            [
                "spec": [
                    "replicas": 1, "selector": ["matchLabels": labels],
                    "template": ["metadata": ["labels": labels], "spec": ["containers": [container]]],
                ]
            ]
        )
    }
}
