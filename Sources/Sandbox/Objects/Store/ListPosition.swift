/// A place in the order of lists: by namespace, then name. Both are ASCII, so that this is etcd's order, too, which is
/// bytewise.
struct ListPosition: Sendable, Hashable, Comparable {
    /// Empty for objects of the whole cluster.
    var namespace: String
    var name: String

    static func < (left: ListPosition, right: ListPosition) -> Bool {
        left.namespace == right.namespace ? left.name < right.name : left.namespace < right.namespace
    }

    /// Before everything in a namespace.
    static func start(of namespace: String) -> ListPosition { ListPosition(namespace: namespace, name: "") }

    /// After everything in a namespace, and before all that follows it.
    static func end(of namespace: String) -> ListPosition {
        ListPosition(namespace: namespace + "\u{0}", name: "")
    }
}
