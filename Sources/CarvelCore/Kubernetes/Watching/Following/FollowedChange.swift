/// What a follower tells of.
public enum FollowedChange: Sendable, Hashable {
    /// All objects that there are; told once, before all other changes.
    case initial([KubernetesObject])
    /// An object that was not there before.
    case added(KubernetesObject)
    /// An object that is other than it was when it was told of last.
    case modified(KubernetesObject)
    /// An object that is gone, as it was at its end, or as it was last known.
    case deleted(KubernetesObject)
    /// What happens on the cluster is not seen for now, and why. Told once, and again where the reason is another.
    case outOfTouch(ClusterError)
    /// The cluster is seen again; what has changed in the meantime is told like any change.
    case backInTouch
}
