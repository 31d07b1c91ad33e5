import YAMLDocument

/// The resource types that one server serves, in the order of discovery.
struct ResourceCatalog: Sendable {
    /// An API group and its versions, the preferred one first.
    struct Group: Sendable, Hashable {
        /// Empty for the core group.
        var name: String
        var versions: [String]
    }

    /// Core first, then in the order of discovery.
    let groups: [Group]
    let definitions: [ResourceDefinition]
    /// The objects that the types come from, which the server lists in turn.
    let customResourceDefinitions: [JSONValue]

    private struct Path: Hashable {
        var group: String
        var version: String
        var name: String
    }

    private let byPlural: [Path: Int]
    private let byKind: [Path: Int]
    private let storedByGroupResource: [String: Int]

    /// - Throws: `CatalogError` if one of the objects is no CustomResourceDefinition of v1.
    init(
        builtIn: [ResourceDefinition] = Self.builtIn,
        aggregated: [ResourceDefinition] = [],
        customResourceDefinitions: [JSONValue] = []
    ) throws(CatalogError) {
        var custom: [ResourceDefinition] = []
        for object in customResourceDefinitions {
            custom += try CustomResourceReader.definitions(object)
        }
        self.init(
            builtIn: builtIn,
            aggregated: aggregated,
            custom: custom,
            customResourceDefinitions: customResourceDefinitions
        )
    }

    /// The same catalog with another definition, or none, of that name.
    ///
    /// - Throws: `CatalogError` if the object is no CustomResourceDefinition of v1.
    func replacing(_ name: String, by object: JSONValue?) throws(CatalogError) -> ResourceCatalog {
        let added = try object.map { object throws(CatalogError) in try CustomResourceReader.definitions(object) }
        return ResourceCatalog(
            builtIn: definitions.filter { $0.origin == .builtIn },
            aggregated: definitions.filter { $0.origin == .aggregated },
            custom: definitions.filter { $0.origin == .custom && $0.groupResource != name } + (added ?? []),
            customResourceDefinitions: customResourceDefinitions.filter {
                $0[path: "metadata", "name"]?.string != name
            } + (object.map { [$0] } ?? [])
        )
    }

    private init(
        builtIn: [ResourceDefinition],
        aggregated: [ResourceDefinition],
        custom: [ResourceDefinition],
        customResourceDefinitions: [JSONValue]
    ) {
        var custom = custom
        custom.sort { left, right in
            (left.group, left.plural) != (right.group, right.plural)
                ? (left.group, left.plural) < (right.group, right.plural)
                : VersionPriority(left.version) < VersionPriority(right.version)
        }
        definitions = builtIn + aggregated + custom
        self.customResourceDefinitions = customResourceDefinitions

        var groups: [Group] = []
        var byPlural: [Path: Int] = [:]
        var byKind: [Path: Int] = [:]
        var storedByGroupResource: [String: Int] = [:]
        for (index, definition) in definitions.enumerated() {
            byPlural[Path(group: definition.group, version: definition.version, name: definition.plural)] = index
            byKind[Path(group: definition.group, version: definition.version, name: definition.kind)] = index
            if definition.version == definition.storageVersion || storedByGroupResource[definition.groupResource] == nil
            {
                storedByGroupResource[definition.groupResource] = index
            }
            if let known = groups.firstIndex(where: { $0.name == definition.group }) {
                if !groups[known].versions.contains(definition.version) {
                    groups[known].versions.append(definition.version)
                    groups[known].versions.sort { VersionPriority($0) < VersionPriority($1) }
                }
            } else {
                groups.append(Group(name: definition.group, versions: [definition.version]))
            }
        }
        self.groups = groups
        self.byPlural = byPlural
        self.byKind = byKind
        self.storedByGroupResource = storedByGroupResource
    }
}

extension ResourceCatalog {
    /// The types of one version of a group, in the order of discovery.
    func definitions(group: String, version: String) -> [ResourceDefinition] {
        definitions.filter { $0.group == group && $0.version == version }
    }

    /// The type that a request's path names.
    func definition(group: String, version: String, plural: String) -> ResourceDefinition? {
        byPlural[Path(group: group, version: version, name: plural)].map { definitions[$0] }
    }

    /// The type that an object's `apiVersion` and `kind` name.
    func definition(group: String, version: String, kind: String) -> ResourceDefinition? {
        byKind[Path(group: group, version: version, name: kind)].map { definitions[$0] }
    }

    /// A type in the version in which its objects are kept; where that is not served, in the most preferred one.
    func stored(groupResource: String) -> ResourceDefinition? {
        storedByGroupResource[groupResource].map { definitions[$0] }
    }

    /// The same type in the version in which its objects are kept.
    func stored(_ definition: ResourceDefinition) -> ResourceDefinition {
        stored(groupResource: definition.groupResource) ?? definition
    }
}

/// Sorts API versions as Kubernetes prefers them: v2, v1, v1beta2, v1beta1, v1alpha1, then others by name.
struct VersionPriority: Comparable {
    private let stability: Int
    private let major: Int
    private let minor: Int
    private let name: String

    init(_ version: String) {
        name = version
        guard let match = version.wholeMatch(of: /v([0-9]+)(?:(alpha|beta)([0-9]+))?/), let major = Int(match.1) else {
            stability = 3
            major = 0
            minor = 0
            return
        }
        self.major = major
        minor = match.3.flatMap { Int($0) } ?? 0
        stability =
            switch match.2 {
            case "beta": 1
            case "alpha": 2
            default: 0
            }
    }

    static func < (left: VersionPriority, right: VersionPriority) -> Bool {
        if left.stability != right.stability { return left.stability < right.stability }
        if left.major != right.major { return left.major > right.major }
        if left.minor != right.minor { return left.minor > right.minor }
        return left.name < right.name
    }
}
