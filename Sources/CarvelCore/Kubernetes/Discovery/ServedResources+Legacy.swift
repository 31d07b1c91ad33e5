import YAMLDocument

// The form of discovery in which each version of a group has a document of its own: what servers before Kubernetes 1.26
// answer, and proxies that know no other.
//
// Source: Kubernetes, `k8s.io/apimachinery/pkg/apis/meta/v1`: APIVersions, APIGroupList, APIResourceList.

extension ServedResources {
    /// A version whose types are still to be asked for.
    struct LegacyVersion: Sendable, Hashable {
        var group: String
        var version: String

        /// Where the document of its types is.
        var path: String {
            group.isEmpty
                ? "/api/\(URLText.escaped(version))" : "/apis/\(URLText.escaped(group))/\(URLText.escaped(version))"
        }
    }

    /// The versions of an `APIVersions` document, which is about the core group.
    static func legacyVersions(core document: JSONValue) -> [LegacyVersion] {
        [String](texts: document["versions"]).map { LegacyVersion(group: "", version: $0) }
    }

    /// The versions of an `APIGroupList` document, of each group the preferred one first.
    static func legacyVersions(groups document: JSONValue) -> [LegacyVersion] {
        (document["groups"]?.array ?? []).flatMap { group in
            versions(ofGroup: group).map { LegacyVersion(group: group["name"]?.string ?? "", version: $0) }
        }
    }

    /// The versions of an `APIGroup`, the preferred one first.
    static func versions(ofGroup group: JSONValue) -> [String] {
        let versions = (group["versions"]?.array ?? []).compactMap { $0["version"]?.string }
        guard let preferred = group[path: "preferredVersion", "version"]?.string else { return versions }
        return [preferred] + versions.filter { $0 != preferred }
    }
}

extension ServedResources.Version {
    /// Reads an `APIResourceList`; `nil` stands for a document that could not be had.
    init(legacy document: JSONValue?, _ version: ServedResources.LegacyVersion) {
        let entries = document?["resources"]?.array ?? []
        self.init(
            name: version.version,
            isAvailable: document != nil,
            resources: entries.compactMap { ServedResource(legacy: $0, version, among: entries) }
        )
    }
}

extension ServedResource {
    /// Reads an entry; `nil` for one of a subresource, which is told of by the type that it belongs to.
    fileprivate init?(legacy entry: JSONValue, _ version: ServedResources.LegacyVersion, among entries: [JSONValue]) {
        guard let plural = entry["name"]?.string, !plural.contains("/"), let kind = entry["kind"]?.string else {
            return nil
        }
        self.init(
            type: ResourceType(
                group: version.group,
                version: version.version,
                kind: kind,
                plural: plural,
                isNamespaced: entry["namespaced"]?.bool ?? false
            ),
            singular: ServedResource.singular(entry["singularName"], kind: kind),
            shortNames: .init(texts: entry["shortNames"]),
            categories: .init(texts: entry["categories"]),
            verbs: .init(texts: entry["verbs"]),
            subresources: entries.compactMap { entry in
                guard let name = entry["name"]?.string, name.hasPrefix(plural + "/") else { return nil }
                return Subresource(
                    name: String(name.dropFirst(plural.count + 1)),
                    kind: entry["kind"]?.string ?? "",
                    verbs: .init(texts: entry["verbs"])
                )
            }
        )
    }
}
