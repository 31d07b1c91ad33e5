import OrderedCollections
import YAMLDocument

/// What the Flux objects of a delivery take from where, and bring where: the members of their specs by which a delivery
/// is proven. No patch changes them (see `PatchLimit`).
struct FluxAims: Sendable {
    let delivery: Delivery
    private let names: ObjectNames

    init(_ delivery: Delivery) {
        self.delivery = delivery
        names = ObjectNames(delivery)
    }

    /// Members of a spec, by their names.
    typealias Members = [(name: String, value: JSONValue)]

    /// A Kustomization's.
    struct Kustomization: Sendable {
        var sourceRef: JSONValue
        var path: JSONValue
        var kubeConfig: JSONValue
        var targetNamespace: JSONValue
        var serviceAccountName: JSONValue

        var members: Members {
            [
                ("sourceRef", sourceRef), ("path", path), ("kubeConfig", kubeConfig),
                ("targetNamespace", targetNamespace), ("serviceAccountName", serviceAccountName),
            ]
        }
    }

    /// Every GitRepository's.
    var gitRepository: Members {
        [("url", .string(delivery.repository.url)), ("ref", ["branch": .string(delivery.repository.branch)])]
    }

    /// Where the Kustomizations of a package take from.
    ///
    /// - Parameter package: the name of its folder.
    func source(of package: String) -> JSONValue {
        [
            "kind": "GitRepository",
            "name": .string(names.gitRepository(package)),
            "namespace": .string(delivery.build.namespace),
        ]
    }

    /// How Flux reaches a run cluster.
    func kubeConfig(_ cluster: Delivery.RunCluster) -> JSONValue {
        cluster.kubeconfigReference(namespace: delivery.build.namespace).fluxJSON
    }

    /// A Kustomization that brings a folder of the repository to a run cluster.
    ///
    /// - Parameters:
    ///   - source: that of the package.
    ///   - kubeConfig: that of the run cluster.
    static func kustomization(
        _ folder: String,
        to cluster: Delivery.RunCluster,
        source: JSONValue,
        kubeConfig: JSONValue
    ) -> Kustomization {
        Kustomization(
            sourceRef: source,
            path: .string("./\(folder)"),
            kubeConfig: kubeConfig,
            targetNamespace: .string(cluster.namespace),
            serviceAccountName: .string(cluster.serviceAccountName)
        )
    }
}
