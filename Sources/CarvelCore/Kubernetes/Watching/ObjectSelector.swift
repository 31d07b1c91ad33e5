/// Which objects of a cluster are meant: those of a type, in one namespace or in all, and perhaps only some of them.
public struct ObjectSelector: Sendable, Hashable {
    /// The type, in a version that the cluster serves.
    public var type: ResourceType
    /// The namespace; `nil` for all of them, or for objects of the whole cluster.
    public var namespace: String?
    /// The one object that is meant.
    public var name: String?
    /// Labels that the objects have, such as `app=shop,tier!=test`.
    ///
    /// Source: Kubernetes, "Labels and Selectors".
    public var labels: String?
    /// Fields by which they are chosen; which ones can be used depends on the type.
    ///
    /// Source: Kubernetes, "Field Selectors".
    public var fields: String?

    /// All objects of a type in a namespace, or those that the other parameters leave.
    public init(
        _ type: ResourceType,
        namespace: String?,
        name: String? = nil,
        labels: String? = nil,
        fields: String? = nil
    ) {
        self.type = type
        self.namespace = namespace
        self.name = name
        self.labels = labels
        self.fields = fields
    }

    /// The fields by which a request chooses, the name among them.
    var fieldSelector: String? {
        let selectors = [name.map { "metadata.name=\($0)" }, fields].compactMap(\.self)
        return selectors.isEmpty ? nil : selectors.joined(separator: ",")
    }
}
