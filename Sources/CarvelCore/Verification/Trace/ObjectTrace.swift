import OrderedCollections
public import YAMLDocument

/// The way from one object back to the repository that it comes from.
public struct ObjectTrace: Sendable, Hashable {
    /// The object, then what brought it, and so on, up to the GitRepository.
    public var steps: [SeenObject]
    /// Where it begins; `nil` where the way could not be followed that far.
    public var origin: Origin?
    /// Why the way ends before the repository.
    public var gap: String?

    /// A place in a git repository.
    public struct Origin: Sendable, Hashable {
        /// The repository, without credentials.
        public var url: String
        /// The branch that Flux follows; `nil` where it follows something else.
        public var branch: String?
        /// The commit that was applied, 40 hexadecimal digits; `nil` where none was.
        public var commit: String?
        /// The first line of the commit's message, where the checkout has the commit.
        public var subject: String?
        /// Who made the commit, where the checkout has it.
        public var author: String?
        /// The folder of the repository that the Kustomization applies.
        public var folder: String
        /// The file that holds the object that Flux applied.
        public var file: String?
        /// Why no file is told.
        public var note: String?
    }

    /// Whether it leads to a repository, over objects that are all as they should be.
    public var isSound: Bool {
        origin != nil && steps.allSatisfy { $0.state == .ready || $0.state == .present }
    }
}

/// What became of tracing one object on all clusters where it may be.
public struct ObjectTraces: Sendable, Hashable {
    /// One for each cluster that has the object.
    public var traces: [ObjectTrace] = []
    /// The clusters that could not be asked.
    public var failures: [ClusterFailure] = []

    /// The traces as a versioned object, kind `ObjectTraceList`.
    public var json: JSONValue {
        [
            "apiVersion": .string(Delivery.apiVersion), "kind": "ObjectTraceList",
            "items": .array(traces.map(\.json)),
        ]
    }
}

extension ObjectTrace {
    fileprivate var json: JSONValue {
        var members: JSONObject = ["steps": .array(steps.map { .object($0.json) })]
        members["origin"] = origin?.json
        members["gap"] = gap.map(JSONValue.string)
        return .object(members)
    }
}

extension ObjectTrace.Origin {
    fileprivate var json: JSONValue {
        let members: [(String, String?)] = [
            ("url", url), ("branch", branch), ("commit", commit), ("subject", subject), ("author", author),
            ("folder", folder), ("file", file), ("note", note),
        ]
        return .object(
            JSONObject(uniqueKeysWithValues: members.compactMap { key, value in value.map { (key, .string($0)) } })
        )
    }
}
