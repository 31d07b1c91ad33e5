/// The objects that a follower knows, as they were last seen.
public struct FollowedObjects: Sendable {
    private var objects: [NamespacedName: KubernetesObject] = [:]
    /// Whether all of them have been seen once.
    public private(set) var isComplete = false

    /// One of them.
    public subscript(namespace: String?, name: String) -> KubernetesObject? {
        objects[NamespacedName(namespace: namespace, name: name)]
    }

    /// All of them, in no order.
    public var all: some Collection<KubernetesObject> & Sendable { objects.values }

    /// Takes a whole list, and finds what is other than it was.
    mutating func replace(by listed: [KubernetesObject]) -> [FollowedChange] {
        let before = objects
        objects = Dictionary(listed.map { (NamespacedName($0), $0) }, uniquingKeysWith: { _, last in last })
        guard isComplete else {
            isComplete = true
            return [.initial(listed)]
        }
        let gone = before.filter { objects[$0.key] == nil }.map { FollowedChange.deleted($0.value) }
        return gone + listed.flatMap { Self.changes(from: before[NamespacedName($0)], to: $0) }
    }

    /// Takes an event of a watch, and finds what is other than it was.
    mutating func take(_ event: WatchEvent) -> [FollowedChange] {
        switch event {
        case .added(let object), .modified(let object):
            return Self.changes(from: objects.updateValue(object, forKey: NamespacedName(object)), to: object)
        case .deleted(let object):
            return objects.removeValue(forKey: NamespacedName(object)) == nil ? [] : [.deleted(object)]
        case .bookmark:
            return []
        }
    }

    /// Two objects of one name are two changes, since what holds of the one need not hold of the other.
    private static func changes(from before: KubernetesObject?, to object: KubernetesObject) -> [FollowedChange] {
        guard let before else { return [.added(object)] }
        if before.uid != object.uid { return [.deleted(before), .added(object)] }
        if let version = object.resourceVersion {
            return before.resourceVersion == version ? [] : [.modified(object)]
        }
        return before == object ? [] : [.modified(object)]
    }
}
