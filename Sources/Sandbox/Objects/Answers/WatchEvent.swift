import YAMLDocument

/// One change, as a watch tells of it.
struct WatchEvent: Sendable {
    enum Kind: String, Sendable {
        case added = "ADDED"
        case modified = "MODIFIED"
        case deleted = "DELETED"
        /// No change: the object holds nothing but the resource version up to which all events were sent.
        case bookmark = "BOOKMARK"
    }

    var kind: Kind
    /// The object in the version that is watched; for a deletion its last state, with the deletion's resource version.
    var object: JSONValue
    /// What the object was before, for watchers that select by label or field and must tell when it leaves.
    var previous: JSONValue?
    var resourceVersion: UInt64
}
