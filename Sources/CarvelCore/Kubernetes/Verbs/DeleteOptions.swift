import YAMLDocument

/// How an object is deleted.
///
/// Source: Kubernetes, `DeleteOptions` of `k8s.io/apimachinery/pkg/apis/meta/v1`.
public struct DeleteOptions: Sendable, Hashable {
    /// What becomes of the objects that it owns.
    public enum Propagation: String, Sendable, Hashable {
        /// The server deletes them afterwards.
        case background = "Background"
        /// The object is gone only when they are.
        case foreground = "Foreground"
        /// They stay, without an owner.
        case orphan = "Orphan"
    }

    /// What becomes of the objects that it owns.
    public var propagation: Propagation
    /// The UID that the object must have; else the deletion fails with `conflict`.
    public var uid: String?
    /// The version that the object must be at; else the deletion fails with `conflict`.
    public var resourceVersion: String?
    /// How long it may take to end in good order, in seconds; `nil` for its type's own time, 0 for none.
    public var gracePeriodSeconds: Int?
    /// Whether the server only says what it would do.
    public var dryRun: Bool

    /// Deletion whatever the object's version, unless said otherwise.
    public init(
        propagation: Propagation = .background,
        uid: String? = nil,
        resourceVersion: String? = nil,
        gracePeriodSeconds: Int? = nil,
        dryRun: Bool = false
    ) {
        self.propagation = propagation
        self.uid = uid
        self.resourceVersion = resourceVersion
        self.gracePeriodSeconds = gracePeriodSeconds
        self.dryRun = dryRun
    }

    /// The options as a request carries them.
    var json: JSONValue {
        var options: JSONValue = [
            "kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": .string(propagation.rawValue),
        ]
        if uid != nil || resourceVersion != nil {
            var preconditions: JSONValue = [:]
            preconditions["uid"] = uid.map(JSONValue.string)
            preconditions["resourceVersion"] = resourceVersion.map(JSONValue.string)
            options["preconditions"] = preconditions
        }
        options["gracePeriodSeconds"] = gracePeriodSeconds.map { .int(Int64($0)) }
        if dryRun { options["dryRun"] = ["All"] }
        return options
    }
}
