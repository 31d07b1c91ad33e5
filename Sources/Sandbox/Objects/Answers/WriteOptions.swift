import YAMLDocument

/// What the query of a write may say.
struct WriteOptions: Sendable {
    /// What becomes of fields that the schema does not know, in writes other than apply.
    enum FieldValidation: String, Sendable {
        case ignore = "Ignore"
        case warn = "Warn"
        case strict = "Strict"
    }

    /// Who writes: the query's `fieldManager`, and, except for apply, the user agent up to its first `/` without one.
    var fieldManager: String?
    /// Whether the request itself names the manager.
    var namesManager = false
    var fieldValidation: FieldValidation = .warn
    var isDryRun = false
}

/// What a write did.
struct WriteResult: Sendable {
    /// The object as it is now, in the version of the request.
    var object: JSONValue
    /// Whether there was none before (201 rather than 200).
    var wasCreated: Bool
    /// For the Warning headers, without code and agent.
    var warnings: [String]
}

/// How a patch is to be read.
enum PatchType: String, Sendable {
    case json = "application/json-patch+json"
    case merge = "application/merge-patch+json"
    case strategicMerge = "application/strategic-merge-patch+json"
}

/// What the options of a deletion may ask for.
struct DeleteOptions: Sendable {
    enum Propagation: String, Sendable {
        case background = "Background"
        case foreground = "Foreground"
        case orphan = "Orphan"
    }

    var uid: String?
    var resourceVersion: String?
    var propagation: Propagation = .background
    var isDryRun = false
}

/// The objects of one type at one moment, as they are kept.
struct ObjectSnapshot: Sendable {
    var objects: SortedObjects
    /// The store's version at that moment.
    var resourceVersion: UInt64
}

/// The objects of one type at one moment.
struct ObjectList: Sendable {
    /// Sorted by namespace and name, bytewise, as etcd does.
    var items: [JSONValue]
    /// The store's version at that moment.
    var resourceVersion: UInt64
}
