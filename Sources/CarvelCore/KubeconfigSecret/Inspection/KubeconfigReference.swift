import YAMLDocument

/// How an object of the build cluster names the kubeconfig by which its controller reaches a run cluster.
public struct KubeconfigReference: Sendable, Hashable {
    /// What holds the kubeconfig.
    public enum Kind: String, Sendable, Hashable {
        /// A kubeconfig, in a Secret.
        case secret = "Secret"
        /// How Flux logs in by workload identity, in a ConfigMap: Flux 2.7 and later.
        case configMap = "ConfigMap"
    }

    /// What holds the kubeconfig.
    public var kind: Kind
    /// The namespace, which is that of the object that names it.
    public var namespace: String
    /// The name of the Secret or ConfigMap.
    public var name: String
    /// The key of the Secret that is named; `nil` where Flux looks for `value` and `value.yaml`.
    public var key: String?

    /// A reference in its parts.
    public init(_ kind: Kind = .secret, namespace: String, name: String, key: String? = nil) {
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.key = key
    }

    /// What an object of Flux names under `spec.kubeConfig`; `nil` where it names nothing.
    public init?(flux object: KubernetesObject) {
        guard let config = object.spec?["kubeConfig"], let namespace = object.namespace else { return nil }
        if let name = config[path: "configMapRef", "name"]?.string {
            self.init(.configMap, namespace: namespace, name: name)
        } else if let reference = config["secretRef"], let name = reference["name"]?.string {
            let key = reference["key"]?.string.flatMap { $0.isEmpty ? nil : $0 }
            self.init(namespace: namespace, name: name, key: key)
        } else {
            return nil
        }
    }

    /// What an App of kapp-controller names under `spec.cluster`; `nil` where it names nothing.
    public init?(app object: KubernetesObject) {
        guard let reference = object.spec?[path: "cluster", "kubeconfigSecretRef"], let namespace = object.namespace,
            let name = reference["name"]?.string
        else { return nil }
        let key = reference["key"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        // Unlike Flux, kapp-controller looks for no second key.
        self.init(namespace: namespace, name: name, key: key ?? "value")
    }

    /// The type of the object.
    public var type: ResourceType {
        switch kind {
        case .secret: .secret
        case .configMap: .configMap
        }
    }

    /// How an object of Flux names it under `spec.kubeConfig`.
    var fluxJSON: JSONValue {
        var reference: JSONValue = ["name": .string(name)]
        if let key { reference["key"] = .string(key) }
        switch kind {
        case .secret: return ["secretRef": reference]
        case .configMap: return ["configMapRef": reference]
        }
    }

    /// Such as `Secret/shop/staging-kubeconfig`.
    public var title: String { "\(kind.rawValue)/\(namespace)/\(name)" }
}
