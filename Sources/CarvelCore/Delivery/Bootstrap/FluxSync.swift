import OrderedCollections
import YAMLDocument

/// The two objects by which Flux follows the repository that it is itself in.
///
/// Source: Flux, `pkg/manifestgen/sync`.
struct FluxSync: Sendable {
    let url: String
    let branch: String
    /// The folder of the repository that the cluster follows, without slashes at its ends; empty for all of it.
    let path: String
    let namespace: String
    /// How often the repository is looked at, as Flux writes durations.
    let interval: String
    /// The Secret with which Flux logs in; `nil` where anybody may read.
    let secretName: String?
    let gitRepositoryType: ResourceType
    let kustomizationType: ResourceType

    /// The name of the Secret, in whatever namespace.
    static let usualSecretName = "flux-system"

    /// Both are called like the namespace.
    var name: String { namespace }
    /// As a Kustomization names the folder.
    var kustomizationPath: String { path.isEmpty ? "./" : "./\(path)" }

    var gitRepository: Manifest {
        var spec: JSONObject = ["interval": .string(interval), "ref": ["branch": .string(branch)]]
        spec["secretRef"] = secretName.map { ["name": .string($0)] }
        spec["url"] = .string(url)
        return Manifest(
            gitRepositoryType,
            KubernetesObject(gitRepositoryType, name: name, namespace: namespace, ["spec": .object(spec)])
        )
    }

    var kustomization: Manifest {
        Manifest(
            kustomizationType,
            KubernetesObject(
                kustomizationType,
                name: name,
                namespace: namespace,
                [
                    "spec": [
                        "interval": "10m0s",
                        "path": .string(kustomizationPath),
                        "prune": true,
                        "sourceRef": ["kind": .string(gitRepositoryType.kind), "name": .string(name)],
                    ]
                ]
            )
        )
    }

    /// The text of the file that is committed.
    var yaml: String {
        "\(FluxManifest.notice)\n---\n\(gitRepository.yaml)---\n\(kustomization.yaml)"
    }
}
