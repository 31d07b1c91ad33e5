import OrderedCollections
public import YAMLDocument

/// A change of some of the objects that a delivery makes, as kustomize has it.
public struct ManifestPatch: Sendable, Hashable {
    /// Which objects are changed.
    public var target: Target
    /// What is changed of them.
    public var change: Change
    /// File, line and column, and the way to it, for messages.
    let place: String
    let path: String

    /// What is changed.
    public enum Change: Sendable, Hashable {
        /// Members to lay over an object; null takes one out, and a list takes the place of the one that is there
        /// (a strategic merge patch, of objects whose lists have no keys).
        case merge(JSONValue)
        /// Operations, one after the other (RFC 6902).
        case operations(JSONPatch)
    }

    /// Which objects are meant: those for which all holds that is given.
    public struct Target: Sendable, Hashable {
        /// The kind.
        public var kind: String?
        /// A regular expression for the whole name.
        public var name: String?
        /// The namespace.
        public var namespace: String?
        /// The cluster that an object is on, or that a Kustomization delivers to.
        public var cluster: String?
        /// The package that an object is for, by its name or its folder's.
        public var package: String?
    }

    static let known = ["target", "patch"]
    static let knownOfTarget = ["kind", "name", "namespace", "cluster", "package"]

    /// The kinds of objects that can be changed. Of a namespace only its being there is wanted, and Secrets hold what is
    /// in no repository.
    static let kinds = ["GitRepository", "Kustomization", "ServiceAccount", "Role", "RoleBinding"]

    /// - Throws: `DeliveryError` for a patch that is none, or that does not say what it is of.
    init(_ fields: YAMLFields) throws(DeliveryError) {
        place = fields.place("patch")
        path = fields.path
        guard let written = try fields.value("patch") else { throw fields.error("patch", "is missing") }
        let body = try Self.document(written, fields)
        var target = Target()
        let named = try fields.optionalFields("target", known: Self.knownOfTarget)
        if let named {
            target.kind = try named.optionalText("kind")
            target.name = try named.optionalText("name")
            target.namespace = try named.optionalText("namespace")
            target.cluster = try named.optionalText("cluster")
            target.package = try named.optionalText("package")
            if let name = target.name, (try? Regex(name)) == nil {
                throw named.error("name", "is \"\(name)\", which is no regular expression")
            }
        }
        if let kind = target.kind, !Self.kinds.contains(kind) {
            throw (named ?? fields).error("kind", Self.unknownKind(kind), hint: Self.meant(kind, Self.kinds))
        }
        if body.array != nil {
            guard named != nil else {
                throw fields.error("target", "is missing, which says what the operations of the patch are for")
            }
            do {
                change = .operations(try JSONPatch(body))
            } catch {
                throw fields.error("patch", error.description)
            }
        } else {
            change = .merge(try Self.changes(body, fields))
            if named == nil { try Self.aim(&target, by: body, fields) }
        }
        self.target = target
    }

    /// The patch itself, which kustomize has as a text; YAML without the detour is taken too.
    private static func document(_ value: JSONValue, _ fields: YAMLFields) throws(DeliveryError) -> JSONValue {
        guard let text = value.string else { return value }
        do {
            return try YAMLReader.document(text)
        } catch {
            throw fields.error("patch", "is no YAML: \(error.description)")
        }
    }

    /// What a merge patch changes, without what only says of which object.
    private static func changes(_ body: JSONValue, _ fields: YAMLFields) throws(DeliveryError) -> JSONValue {
        guard body.object != nil else {
            throw fields.error("patch", "is neither a mapping to merge nor a list of operations")
        }
        guard body["$patch"]?.string != "delete" else {
            throw fields.error("patch", "takes out a whole object, and patches only change some")
        }
        var changes = body
        for member in ["apiVersion", "kind"] { changes[member] = nil }
        if changes["metadata"]?.object != nil {
            for member in ["name", "namespace"] { changes["metadata"]?[member] = nil }
        }
        return changes
    }

    /// Without a target, a merge patch says itself which object it is of.
    private static func aim(
        _ target: inout Target,
        by body: JSONValue,
        _ fields: YAMLFields
    ) throws(DeliveryError) {
        guard let kind = body["kind"]?.string, let name = body[path: "metadata", "name"]?.string else {
            throw fields.error("patch", "names no kind and metadata.name, and there is no target")
        }
        guard kinds.contains(kind) else {
            throw fields.error("patch", "is of kind \"\(kind)\", expected one of \(kinds.joined(separator: ", "))")
        }
        target.kind = kind
        target.name = name.replacing(".", with: "\\.")
        target.namespace = body[path: "metadata", "namespace"]?.string
    }

    /// Refuses a target that the delivery can't have.
    func checkTarget(in delivery: Delivery) throws(DeliveryError) {
        let clusters = [DeliveryManifests.buildSection] + delivery.runClusters.map(\.name)
        guard let cluster = target.cluster, !clusters.contains(cluster) else { return }
        throw DeliveryError(
            at: place,
            "\(path).target.cluster is \"\(cluster)\", expected one of \(clusters.joined(separator: ", "))",
            hint: Self.meant(cluster, clusters)
        )
    }

    private static func unknownKind(_ kind: String) -> String {
        "is \"\(kind)\", expected one of \(kinds.joined(separator: ", "))"
    }

    private static func meant(_ word: String, _ words: [String]) -> String? {
        closestMatch(to: word, in: words).map { "did you mean \"\($0)\"?" }
    }
}
