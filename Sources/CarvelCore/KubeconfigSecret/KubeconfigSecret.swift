import OrderedCollections
import YAMLDocument

/// The Secret on the build cluster by which Flux reaches a run cluster.
public enum KubeconfigSecret {
    /// The key that Flux reads, unless there is a key `value`.
    public static let defaultKey = "value.yaml"

    /// What stands for each value in a masked manifest. It is no base64, so that a server refuses such a manifest
    /// rather than replace good credentials by it.
    public static let mask = "**REDACTED**"

    /// The name of the Secret of a run cluster, where none is given.
    public static func defaultName(runCluster: String) -> String {
        ObjectNames.kubeconfigSecret(runCluster)
    }

    /// The Secret as it is applied.
    ///
    /// - Parameters:
    ///   - namespace: that of the Kustomizations which use it: Flux looks in no other.
    ///   - name: by default `<run-cluster>-kubeconfig`.
    ///   - key: the key of the Secret that holds the kubeconfig.
    ///   - kubeconfig: the text of a `FluxKubeconfig`.
    ///   - labels: further labels; they win over ours of the same name.
    public static func manifest(
        runCluster: String,
        namespace: String,
        name: String? = nil,
        key: String = defaultKey,
        kubeconfig: String,
        labels: [String: String] = [:]
    ) -> KubernetesObject {
        let ours = [
            Labels.managedBy: ClusterClient.fieldManager,
            // Flux 2.7 and later then notice at once that the credentials were rotated.
            Labels.fluxWatch: "Enabled",
        ]
        return KubernetesObject(
            .secret,
            name: name ?? defaultName(runCluster: runCluster),
            namespace: namespace,
            labels: ours.merging(labels) { _, given in given },
            // Not stringData: the API server would record that as the field we own, and not see conflicts about data.
            ["type": "Opaque", "data": [key: .string(Base64.encode(kubeconfig.utf8))]]
        )
    }

    /// The manifest with every value of the Secret masked, fit for a screen or a log. What is no Secret holds none.
    public static func masked(_ manifest: KubernetesObject) -> KubernetesObject {
        guard manifest.kind == ResourceType.secret.kind else { return manifest }
        var masked = manifest
        for member in ["data", "stringData"] {
            if let values = manifest.json[member]?.object {
                masked.json[member] = .object(values.mapValues { _ in .string(mask) })
            }
        }
        return masked
    }
}
