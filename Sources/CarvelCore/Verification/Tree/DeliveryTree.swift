import OrderedCollections
public import YAMLDocument

/// The objects of a delivery, each below the one that brought it: from the GitRepositories to what runs.
public struct DeliveryTree: Sendable, Hashable {
    /// The delivery's name.
    public var delivery: String
    /// What stands above all else, the GitRepositories.
    public var roots: [Node]
    /// The clusters that could not be asked; what is on them is missing here, or `unseen`.
    public var failures: [ClusterFailure] = []

    /// An object, and what it brought.
    public struct Node: Sendable, Hashable {
        /// The object.
        public var object: SeenObject
        /// What it brought, or should have.
        public var children: [Node] = []

        /// The node and all below it, each above its children.
        public var all: [SeenObject] { [object] + children.flatMap(\.all) }
    }

    /// All objects, each above those that it brought.
    public var objects: [SeenObject] { roots.flatMap(\.all) }

    /// The tree as a versioned object, kind `DeliveryTree`: each object with its `children`.
    public var json: JSONValue {
        [
            "apiVersion": .string(Delivery.apiVersion), "kind": "DeliveryTree",
            "metadata": ["name": .string(delivery)], "items": .array(roots.map(\.json)),
        ]
    }
}

extension DeliveryTree.Node {
    fileprivate var json: JSONValue {
        var members = object.json
        if !children.isEmpty { members["children"] = .array(children.map(\.json)) }
        return .object(members)
    }
}
