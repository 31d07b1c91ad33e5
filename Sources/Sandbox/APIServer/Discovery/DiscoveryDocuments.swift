import Crypto
import FoundationEssentials
import OrderedCollections
import YAMLDocument

/// The documents that tell clients which resource types a server serves.
struct DiscoveryDocuments: Sendable {
    /// The form that `Accept` has to ask for to get all groups in one document.
    static let aggregatedContentType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"

    private let catalog: ResourceCatalog

    init(catalog: ResourceCatalog) {
        self.catalog = catalog
    }

    /// Whether an `Accept` header prefers the aggregated documents.
    static func prefersAggregated(_ accept: String?) -> Bool {
        guard let first = MediaType.list(accept ?? "").first(where: { isServed($0) }) else { return false }
        return first.parameters["as"] == "APIGroupDiscoveryList"
    }

    private static func isServed(_ type: MediaType) -> Bool {
        guard let shape = type.parameters["as"] else { return true }
        return shape == "APIGroupDiscoveryList" && type.parameters["g"] == "apidiscovery.k8s.io"
            && type.parameters["v"] == "v2"
    }

    // MARK: One document a group or version

    /// `/api`
    func coreVersions(serverAddress: String) -> JSONValue {
        [
            "kind": "APIVersions",
            "versions": ["v1"],
            "serverAddressByClientCIDRs": [["clientCIDR": "0.0.0.0/0", "serverAddress": .string(serverAddress)]],
        ]
    }

    /// `/apis`
    var groupList: JSONValue {
        [
            "kind": "APIGroupList",
            "apiVersion": "v1",
            "groups": .array(catalog.groups.filter { !$0.name.isEmpty }.map { .object(Self.members(of: $0)) }),
        ]
    }

    /// `/apis/GROUP`, or `nil` for a group that is not served.
    func group(_ name: String) -> JSONValue? {
        guard !name.isEmpty, let group = catalog.groups.first(where: { $0.name == name }) else { return nil }
        var document: JSONObject = ["kind": "APIGroup", "apiVersion": "v1"]
        document.merge(Self.members(of: group)) { _, last in last }
        return .object(document)
    }

    private static func members(of group: ResourceCatalog.Group) -> JSONObject {
        let versions = group.versions.map { version -> JSONValue in
            ["groupVersion": .string("\(group.name)/\(version)"), "version": .string(version)]
        }
        var members: JSONObject = ["name": .string(group.name), "versions": .array(versions)]
        if let preferred = versions.first { members["preferredVersion"] = preferred }
        return members
    }

    /// `/api/v1` or `/apis/GROUP/VERSION`, or `nil` where that is not served.
    func resources(group: String, version: String) -> JSONValue? {
        let definitions = catalog.definitions(group: group, version: version)
        guard let first = definitions.first else { return nil }
        var document: JSONValue = ["kind": "APIResourceList"]
        // The core group's document is of the time before documents named their version.
        if !group.isEmpty { document["apiVersion"] = "v1" }
        document["groupVersion"] = .string(first.apiVersion)
        document["resources"] = .array(definitions.flatMap { Self.entries(for: $0) })
        return document
    }

    private static func entries(for definition: ResourceDefinition) -> [JSONValue] {
        var entry: JSONValue = [
            "name": .string(definition.plural),
            "singularName": .string(definition.singular),
            "namespaced": .bool(definition.isNamespaced),
            "kind": .string(definition.kind),
            "verbs": strings(definition.verbs),
        ]
        if !definition.shortNames.isEmpty { entry["shortNames"] = strings(definition.shortNames) }
        if !definition.categories.isEmpty { entry["categories"] = strings(definition.categories) }
        if definition.verbs.contains("list"), definition.origin != .aggregated {
            entry["storageVersionHash"] = .string(storageVersionHash(definition))
        }
        let subresources = definition.subresources.map { name -> JSONValue in
            let kind = SubresourceKind(name, of: definition)
            var entry: JSONValue = [
                "name": .string("\(definition.plural)/\(name)"),
                "singularName": "",
                "namespaced": .bool(definition.isNamespaced),
            ]
            if kind.isForeign {
                entry["group"] = .string(kind.group)
                entry["version"] = .string(kind.version)
            }
            entry["kind"] = .string(kind.kind)
            entry["verbs"] = strings(kind.verbs)
            return entry
        }
        return [entry] + subresources
    }

    /// Tells clients whether two versions are kept as one: the start of a digest of the stored type's name.
    private static func storageVersionHash(_ definition: ResourceDefinition) -> String {
        let name = "\(definition.group)/\(definition.storageVersion)/\(definition.kind)"
        return Data(SHA256.hash(data: Array(name.utf8)).prefix(8)).base64EncodedString()
    }

    static func strings(_ values: [String]) -> JSONValue {
        .array(values.map { .string($0) })
    }

    // MARK: All in one document

    /// `/api` and `/apis` in aggregated form.
    ///
    /// - Parameter core: Whether the core group is asked for (`/api`), or all others (`/apis`).
    func aggregated(core: Bool) -> JSONValue {
        let groups = catalog.groups.filter { $0.name.isEmpty == core }
        return [
            "kind": "APIGroupDiscoveryList",
            "apiVersion": "apidiscovery.k8s.io/v2",
            "metadata": [:],
            "items": .array(
                groups.map { group in
                    [
                        "metadata": core ? [:] : ["name": .string(group.name)],
                        "versions": .array(group.versions.map { aggregatedVersion(group: group.name, $0) }),
                    ]
                }
            ),
        ]
    }

    private func aggregatedVersion(group: String, _ version: String) -> JSONValue {
        let definitions = catalog.definitions(group: group, version: version)
        return [
            "version": .string(version),
            "resources": .array(definitions.map { Self.aggregatedEntry(for: $0) }),
            "freshness": "Current",
        ]
    }

    private static func aggregatedEntry(for definition: ResourceDefinition) -> JSONValue {
        let isBuiltIn = definition.origin == .builtIn
        var entry: JSONValue = [
            "resource": .string(definition.plural),
            "responseKind": [
                // Built-in types of a version's own group leave group and version empty.
                "group": .string(isBuiltIn ? "" : definition.group),
                "version": .string(isBuiltIn ? "" : definition.version),
                "kind": .string(definition.kind),
            ],
            "scope": .string(definition.isNamespaced ? "Namespaced" : "Cluster"),
            "singularResource": .string(definition.singular),
            "verbs": strings(definition.verbs),
        ]
        if !definition.shortNames.isEmpty { entry["shortNames"] = strings(definition.shortNames) }
        if !definition.categories.isEmpty { entry["categories"] = strings(definition.categories) }
        if !definition.subresources.isEmpty {
            entry["subresources"] = .array(
                definition.subresources.map { name in
                    let kind = SubresourceKind(name, of: definition)
                    let isLocal = isBuiltIn && !kind.isForeign
                    return [
                        "subresource": .string(name),
                        "responseKind": [
                            "group": .string(isLocal ? "" : kind.group),
                            "version": .string(isLocal ? "" : kind.version),
                            "kind": .string(kind.kind),
                        ],
                        "verbs": strings(kind.verbs),
                    ]
                }
            )
        }
        return entry
    }
}

/// The kind and verbs of a subresource, as discovery tells them.
struct SubresourceKind: Sendable, Hashable {
    var group: String
    var version: String
    var kind: String
    var verbs: [String]
    /// Whether the subresource speaks a type of another group than its parent.
    var isForeign: Bool

    init(_ name: String, of definition: ResourceDefinition) {
        group = definition.group
        version = definition.version
        kind = definition.kind
        isForeign = false
        switch name {
        case "token":
            (group, version, kind) = ("authentication.k8s.io", "v1", "TokenRequest")
            verbs = ["create"]
            isForeign = true
        case "scale":
            (group, version, kind) = ("autoscaling", "v1", "Scale")
            verbs = ["get", "patch", "update"]
            isForeign = true
        case "finalize": verbs = ["update"]
        case "log": verbs = ["get"]
        default: verbs = ["get", "patch", "update"]
        }
    }
}
