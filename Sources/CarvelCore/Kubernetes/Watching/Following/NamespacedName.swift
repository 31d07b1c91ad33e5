/// What tells an object from the others of its type and cluster.
public struct NamespacedName: Sendable, Hashable {
    /// The namespace; `nil` for an object of the whole cluster.
    public var namespace: String?
    /// The name.
    public var name: String

    /// The name of an object, in its namespace.
    public init(namespace: String?, name: String) {
        self.namespace = namespace
        self.name = name
    }

    init(_ object: KubernetesObject) {
        self.init(namespace: object.namespace, name: object.name)
    }
}
