import YAMLDocument

/// Everything that a store keeps, in the hands of one caller at a time.
struct StoreState {
    /// Where an object lies.
    struct Key: Hashable, Comparable {
        /// The type, in whatever version: `ResourceDefinition.groupResource`.
        var type: String
        /// Empty for objects of the whole cluster.
        var namespace: String
        var name: String

        var position: ListPosition { ListPosition(namespace: namespace, name: name) }

        static func < (left: Key, right: Key) -> Bool {
            (left.type, left.namespace, left.name) < (right.type, right.namespace, right.name)
        }
    }

    /// The types that are served, which change with the CustomResourceDefinitions that are kept.
    var catalog: ResourceCatalog
    /// The certificate that pods find in `kube-root-ca.crt`.
    let certificateAuthorityPEM: String?
    var revision: UInt64 = 0
    var shelves: [String: Shelf] = [:]
    private(set) var lastWatcher = 0
    /// Which objects name an object, by its uid, as their owner.
    private(set) var dependants: [String: Set<Key>] = [:]

    init(catalog: ResourceCatalog, certificateAuthorityPEM: String?) {
        self.catalog = catalog
        self.certificateAuthorityPEM = certificateAuthorityPEM
    }
}

extension StoreState {
    static let namespaces = "namespaces"

    /// A number for a watcher that has none had before.
    mutating func newWatcher() -> Int {
        lastWatcher += 1
        return lastWatcher
    }

    /// The object in the version in which it is kept.
    func object(_ key: Key) -> JSONValue? { stored(key)?.value }

    func stored(_ key: Key) -> StoredObject? { shelves[key.type]?[key.position] }

    /// Keeps an object and gives it the next resource version.
    ///
    /// - Returns: The object with that version.
    mutating func put(_ object: JSONValue, _ key: Key) -> JSONValue {
        revision += 1
        let object = object.settingMetadata("resourceVersion", .string("\(revision)"))
        let before = self.object(key).map(Self.owners) ?? []
        let after = Self.owners(object)
        for owner in before where !after.contains(owner) { forget(key, dependingOn: owner) }
        for owner in after where !before.contains(owner) { dependants[owner, default: []].insert(key) }
        shelves[key.type, default: Shelf()].put(
            StoredObject(object),
            at: key.position,
            resourceVersion: revision
        )
        return object
    }

    /// Takes an object out, without regard to what depends on it.
    mutating func take(_ key: Key) {
        guard let object = object(key) else { return }
        revision += 1
        for owner in Self.owners(object) { forget(key, dependingOn: owner) }
        shelves[key.type, default: Shelf()].remove(
            StoredObject(object.settingMetadata("resourceVersion", .string("\(revision)"))),
            at: key.position,
            resourceVersion: revision
        )
    }

    private mutating func forget(_ key: Key, dependingOn owner: String) {
        dependants[owner]?.remove(key)
        if dependants[owner]?.isEmpty == true { dependants[owner] = nil }
    }

    private static func owners(_ object: JSONValue) -> Set<String> {
        Set((object[path: "metadata", "ownerReferences"]?.array ?? []).compactMap { $0["uid"]?.string })
    }
}

extension JSONValue {
    /// The object with one member of its metadata set or, with `nil`, taken out; the order of the others stays.
    func settingMetadata(_ name: String, _ value: JSONValue?) -> JSONValue {
        var object = self
        var metadata = object["metadata"] ?? [:]
        metadata[name] = value
        object["metadata"] = metadata
        return MetadataRules.normalized(object)
    }
}
