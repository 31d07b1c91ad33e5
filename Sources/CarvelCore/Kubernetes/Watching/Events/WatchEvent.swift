/// One change that a watch tells of.
public enum WatchEvent: Sendable, Hashable {
    case added(KubernetesObject)
    case modified(KubernetesObject)
    case deleted(KubernetesObject)
    /// Nothing changed; the object holds the resourceVersion up to which the watch has come.
    case bookmark(KubernetesObject)

    /// The object as the event tells it.
    public var object: KubernetesObject {
        switch self {
        case .added(let object), .modified(let object), .deleted(let object), .bookmark(let object): object
        }
    }
}

extension ClusterError {
    /// Whether the resourceVersion or the continue token was too old, so that a new list is needed.
    var isExpired: Bool { status?.code == 410 }
}
