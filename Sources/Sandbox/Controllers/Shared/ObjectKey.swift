import CarvelCore

/// Which object of a type.
struct ObjectKey: Hashable, Sendable, CustomStringConvertible {
    var namespace: String
    var name: String

    init(namespace: String, name: String) {
        self.namespace = namespace
        self.name = name
    }

    init(_ object: KubernetesObject) {
        self.init(namespace: object.namespace ?? "", name: object.name)
    }

    var description: String { "\(namespace)/\(name)" }
}
