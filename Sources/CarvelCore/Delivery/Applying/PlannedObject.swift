public import YAMLDocument

/// One object of a plan: what is to become of it, and how it differs from what it should be.
public struct PlannedObject: Sendable, Hashable {
    /// The cluster, by its name in the delivery.
    public var cluster: String
    /// The object's kind.
    public var kind: String
    /// The object's namespace; `nil` for an object of the whole cluster.
    public var namespace: String?
    /// The object's name.
    public var name: String
    /// What is to be done with it.
    public var action: Action
    /// By what it was compared.
    public var basis: Basis
    /// Why the server was not asked, or would not say; `nil` where it was, or where nobody wanted to ask.
    public var readingReason: String?
    /// The fields that differ; none of an object that is new, or goes as a whole.
    public var changes: [FieldChange] = []
    /// The fields that others own.
    public var conflicts: [FieldConflict] = []
    /// What else is to be known, a sentence each.
    public var notes: [String] = []
    /// Why nothing can be said of it, or why applying it will fail.
    public var failure: DeliveryError?
    /// The object as it is, without secrets; `nil` for one that is not there.
    public var before: JSONValue?
    /// The object as it would be, without secrets; `nil` for one that goes.
    public var after: JSONValue?
    /// What is applied.
    var manifest: Manifest?
    /// The version that was compared.
    var resourceVersion: String?

    /// What is to be done with an object.
    public enum Action: String, Sendable, Hashable {
        case create, update, unchanged, delete
    }

    /// By what an object was compared.
    public enum Basis: String, Sendable, Hashable {
        /// The server was asked what applying it would come to (a dry run), or its record of who has set which field says
        /// that it would change nothing.
        case server
        /// It was read, and the comparison is ours: what the server would default or refuse is not known.
        case reading
    }

    init(cluster: String, kind: String, namespace: String?, name: String, action: Action, basis: Basis) {
        self.cluster = cluster
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.action = action
        self.basis = basis
    }

    init(cluster: String, _ manifest: Manifest, basis: Basis) {
        let object = manifest.object
        self.init(
            cluster: cluster,
            kind: object.kind,
            namespace: object.namespace,
            name: object.name,
            action: .unchanged,
            basis: basis
        )
        self.manifest = manifest
    }

    /// Kind, namespace and name.
    public var title: String {
        guard kind != Self.contextKind else { return "\(kind) \(name)" }
        return [kind, namespace, name].compactMap(\.self).joined(separator: "/")
    }

    /// Stands in the place of a kind where there is no way to a cluster: its objects are not even named then.
    static let contextKind = "context"

    /// Stands for all objects of a run cluster to which there is no way.
    static func unreachable(_ cluster: Delivery.RunCluster, _ error: KubeconfigError) -> PlannedObject {
        unreachable(cluster, DeliveryError("\(error)"))
    }

    /// The same, which is not to be applied.
    func refused(_ failure: DeliveryError) -> PlannedObject {
        var object = self
        (object.action, object.conflicts, object.failure) = (.unchanged, [], failure)
        return object
    }

    /// An object that should go and stays.
    static func failed(_ item: RemovalPlan.Item, on cluster: String, _ failure: DeliveryError) -> PlannedObject {
        var object = PlannedObject(
            cluster: cluster,
            kind: item.type.kind,
            namespace: item.object.namespace,
            name: item.object.name,
            action: .unchanged,
            basis: .reading
        )
        object.failure = failure
        return object
    }

    /// Stands for all objects of a run cluster that could not be looked at.
    static func unreachable(_ cluster: Delivery.RunCluster, _ failure: DeliveryError) -> PlannedObject {
        var object = PlannedObject(
            cluster: cluster.name,
            kind: contextKind,
            namespace: nil,
            name: cluster.context,
            action: .unchanged,
            basis: .reading
        )
        object.failure = failure
        return object
    }

    /// The difference as `diff -u` prints it; empty where there is none.
    public var diff: String {
        guard action != .unchanged else { return "" }
        return UnifiedDiff(
            path: "\(cluster)/\(title)",
            old: before.map { YAMLWriter.string($0) },
            new: after.map { YAMLWriter.string($0) }
        ).text
    }
}
