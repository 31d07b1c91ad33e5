import OrderedCollections
import YAMLDocument

extension Delivery {
    /// What tells Flux how to log in to a run cluster: a run cluster's `kubeConfig` in `delivery.yaml`, which is written
    /// as a Kustomization writes it.
    ///
    /// Source: Flux, Kustomization API `v1`, `spec.kubeConfig`.
    public enum KubeconfigSource: Sendable, Hashable {
        /// A kubeconfig in a Secret; by default `<cluster>-kubeconfig`, and the key that Flux looks for by itself.
        case secret(name: String? = nil, key: String? = nil)
        /// An identity of Flux's own (workload identity), as a ConfigMap says; by default `<cluster>-kubeconfig`. Flux
        /// 2.7 and later.
        case configMap(name: String? = nil)
    }
}

extension Delivery.RunCluster {
    /// The Secret or ConfigMap by which Flux reaches this cluster.
    ///
    /// - Parameter namespace: that of the Kustomizations.
    public func kubeconfigReference(namespace: String) -> KubeconfigReference {
        switch kubeconfig {
        case .secret(let name, let key):
            KubeconfigReference(.secret, namespace: namespace, name: name ?? usualKubeconfigName, key: key)
        case .configMap(let name):
            KubeconfigReference(.configMap, namespace: namespace, name: name ?? usualKubeconfigName)
        }
    }

    private var usualKubeconfigName: String { ObjectNames.kubeconfigSecret(name) }

    /// The names that `delivery.yaml` gives; `nil` where it leaves them to their defaults.
    var kubeconfigJSON: JSONValue? {
        switch kubeconfig {
        case .secret(nil, nil): nil
        case .secret(let name, let key): ["secretRef": Self.named(name, key: key)]
        case .configMap(let name): ["configMapRef": Self.named(name)]
        }
    }

    private static func named(_ name: String?, key: String? = nil) -> JSONValue {
        var reference: JSONObject = [:]
        reference["name"] = name.map(JSONValue.string)
        reference["key"] = key.map(JSONValue.string)
        return .object(reference)
    }
}

extension Delivery {
    /// The run cluster that a kubeconfig is of, whatever its key.
    func runCluster(reachedBy reference: KubeconfigReference) -> RunCluster? {
        runClusters.first { cluster in
            let own = cluster.kubeconfigReference(namespace: reference.namespace)
            return own.kind == reference.kind && own.name == reference.name
        }
    }

    /// The run cluster that a Kustomization delivers to, by the kubeconfig that it names.
    func runCluster(reachedBy kustomization: KubernetesObject) -> RunCluster? {
        KubeconfigReference(flux: kustomization).flatMap { runCluster(reachedBy: $0) }
    }
}

extension Delivery.KubeconfigSource {
    /// Reads `kubeConfig` of a run cluster.
    init(_ fields: YAMLFields) throws(DeliveryError) {
        let secret = try fields.optionalFields("secretRef", known: ["name", "key"])
        let configMap = try fields.optionalFields("configMapRef", known: ["name"])
        switch (secret, configMap) {
        case (let secret?, nil):
            self = .secret(name: try secret.optionalText("name"), key: try secret.optionalText("key"))
        case (nil, let configMap?):
            self = .configMap(name: try configMap.optionalText("name"))
        case (nil, nil):
            throw fields.error("secretRef", "and configMapRef are missing, expected one of them")
        case (_?, _?):
            throw fields.error("configMapRef", "is there beside secretRef, expected one of them, as Flux does")
        }
    }
}
