import YAMLDocument

/// An object that is to be on a cluster, with the type under which it is applied.
public struct Manifest: Sendable, Hashable {
    /// The type whose URL it is applied at.
    public var type: ResourceType
    /// The object as it is wanted; fields that it does not name are left to others.
    public var object: KubernetesObject

    /// An object of that type; the two must agree on `apiVersion` and `kind`.
    public init(_ type: ResourceType, _ object: KubernetesObject) {
        self.type = type
        self.object = object
    }

    /// How people speak of it, such as `Secret/shop/staging-kubeconfig`.
    public var title: String {
        [object.kind, object.namespace, object.name].compactMap(\.self).joined(separator: "/")
    }

    /// The manifest as a YAML text.
    public var yaml: String { YAMLWriter.string(object.json) }

    /// The manifests as one YAML text, a document each.
    public static func yaml(_ manifests: [Manifest]) -> String {
        YAMLWriter.string(documents: manifests.map(\.object.json))
    }
}

/// What marks an object as made by this suite.
enum Labels {
    static let managedBy = "app.kubernetes.io/managed-by"
    static let partOf = "app.kubernetes.io/part-of"
    /// With this label on a kubeconfig Secret, Flux (2.7 and later) notices its rotation at once.
    static let fluxWatch = "reconcile.fluxcd.io/watch"

    /// On the kubeconfig Secret of a run cluster from which packages were taken: where they were.
    static let formerNamespace = "carvel-delivery/former-namespace"

    /// Those that tell what an object is, and that nobody else may set.
    static let own: Set<String> = [managedBy, partOf, fluxWatch, formerNamespace]

    /// The labels of an object of a delivery.
    static func of(_ delivery: Delivery) -> [String: String] {
        [managedBy: ClusterClient.fieldManager, partOf: delivery.name]
    }

    /// What selects the objects of a delivery.
    static func selector(of delivery: Delivery) -> String {
        of(delivery).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }

    /// Whether an object says that it was made for a delivery.
    static func marks(_ object: KubernetesObject, of delivery: Delivery) -> Bool {
        of(delivery).allSatisfy { object.label($0.key) == $0.value }
    }
}
