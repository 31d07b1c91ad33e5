/// One type of object as a server serves it, with what discovery tells of it.
///
/// Source: Kubernetes, `apidiscovery.k8s.io/v2`, `APIResourceDiscovery`.
public struct ServedResource: Sendable, Hashable {
    /// The type, in the version that this is about.
    public var type: ResourceType
    /// The name of one object, such as `gitrepository`.
    public var singular: String
    /// What people may type for short, such as `gitrepo`.
    public var shortNames: [String]
    /// The groups of types that it is listed with, such as `all`.
    public var categories: [String]
    /// What can be done with it, such as `list`.
    public var verbs: [String]
    /// What stands below each of its objects, such as `status`.
    public var subresources: [Subresource]

    /// What stands below an object, and is asked for by a path of its own.
    public struct Subresource: Sendable, Hashable {
        /// Its name in the path, such as `scale`.
        public var name: String
        /// The kind that it speaks, such as `Scale`.
        public var kind: String
        /// What can be done with it.
        public var verbs: [String]
    }

    /// What tells it from all other types of the server, such as `gitrepositories.v1.source.toolkit.fluxcd.io`.
    var qualifiedName: String {
        type.group.isEmpty ? "\(type.plural).\(type.version)" : "\(type.plural).\(type.version).\(type.group)"
    }
}
