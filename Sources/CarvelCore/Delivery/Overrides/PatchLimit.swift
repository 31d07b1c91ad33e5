import OrderedCollections
import YAMLDocument

/// What no patch may change: by what an object is found again, and what its part in the chain from commit to cluster
/// is. Verification says yes where Flux has done what these objects ask for, so with another path or another kubeconfig
/// it would say yes to a delivery that went elsewhere. `delivery.yaml` has fields for all of it, which verification reads
/// too.
enum PatchLimit {
    struct Refusal {
        var field: String
        /// What to do instead.
        var hint: String
    }

    /// What a change does that it may not; `nil` where it may do all that it does.
    static func refusal(from before: KubernetesObject, to after: KubernetesObject) -> Refusal? {
        for (path, hint) in identity + (fields[before.kind] ?? []) {
            let (old, new) = (value(path, before.json), value(path, after.json))
            if old != new { return Refusal(field: path.joined(separator: "."), hint: hint) }
        }
        return nil
    }

    private static func value(_ path: [String], _ json: JSONValue) -> JSONValue? {
        path.reduce(json as JSONValue?) { $0?[$1] }
    }

    private static let identity: [(path: [String], hint: String)] =
        [
            (["apiVersion"], "the version is the one that the cluster serves"),
            (["kind"], "leave it as it is"),
            (["metadata", "name"], "set spec.names"),
            (["metadata", "namespace"], "set build.namespace, or that of the run cluster"),
        ] + Labels.own.sorted().map { (["metadata", "labels", $0], "add labels of other names") }

    private static let fields: [String: [(path: [String], hint: String)]] = [
        "GitRepository": [
            (["spec", "url"], "set repository.url"),
            (["spec", "ref"], "set repository.branch"),
            (["spec", "secretRef"], "set repository.secretRef"),
            (["spec", "suspend"], "use kubectl carvel-deliver suspend"),
        ],
        "Kustomization": [
            (["spec", "sourceRef"], "set repository"),
            (["spec", "path"], "move the package's folder in the repository"),
            (["spec", "kubeConfig"], "say under runClusters how the cluster is reached"),
            (["spec", "targetNamespace"], "set the namespace under runClusters"),
            (["spec", "serviceAccountName"], "set serviceAccountName under runClusters"),
            (["spec", "suspend"], "use kubectl carvel-deliver suspend"),
        ],
    ]
}
