/// What somebody does with objects, as access control sees it: a verb on a resource.
///
/// Source: Kubernetes, `ResourceAttributes` of `authorization.k8s.io/v1`.
public struct ResourceAction: Sendable, Hashable {
    /// What is done, such as `get`, `list`, `patch` or `impersonate`; `*` for anything.
    public var verb: String
    /// The API group; empty for the core group, `*` for any.
    public var group: String
    /// The version of the group; `nil` where it does not matter.
    public var version: String?
    /// The type as URLs name it, such as `secrets`; `*` for any.
    public var resource: String
    /// What stands below the object, such as `token`; `nil` for the object itself.
    public var subresource: String?
    /// The namespace; `nil` for all namespaces, and for what is in none.
    public var namespace: String?
    /// The object's name; `nil` for any.
    public var name: String?

    /// An action in its parts.
    public init(
        verb: String,
        group: String,
        version: String? = nil,
        resource: String,
        subresource: String? = nil,
        namespace: String? = nil,
        name: String? = nil
    ) {
        self.verb = verb
        self.group = group
        self.version = version
        self.resource = resource
        self.subresource = subresource
        self.namespace = namespace
        self.name = name
    }

    /// An action on objects of a known type.
    public init(
        _ verb: String,
        _ type: ResourceType,
        namespace: String?,
        name: String? = nil,
        subresource: String? = nil
    ) {
        self.init(
            verb: verb,
            group: type.group,
            version: type.version,
            resource: type.plural,
            subresource: subresource,
            namespace: type.isNamespaced ? namespace : nil,
            name: name
        )
    }

    /// The resource as the API server speaks of it, such as `deployments.apps/scale`.
    var groupResource: String {
        (group.isEmpty ? resource : "\(resource).\(group)") + (subresource.map { "/\($0)" } ?? "")
    }

    /// What it is done to, such as `secrets "x"`.
    var subject: String {
        groupResource + (name.map { " \"\($0)\"" } ?? "")
    }

    /// The right that it takes, such as `list secrets in namespace "shop"`.
    var right: String {
        "\(verb) \(groupResource)" + (namespace.map { " in namespace \"\($0)\"" } ?? "")
    }
}
