import YAMLDocument

// The form of discovery in which one document tells of all groups.
//
// Source: Kubernetes, "Aggregated discovery", and `k8s.io/api/apidiscovery/v2`.

extension ServedResources.Group {
    /// Reads an entry of an `APIGroupDiscoveryList`; `nil` where it serves nothing.
    init?(aggregated entry: JSONValue) {
        let group = entry[path: "metadata", "name"]?.string ?? ""
        let versions = (entry["versions"]?.array ?? []).compactMap {
            ServedResources.Version(aggregated: $0, group: group)
        }
        guard !versions.isEmpty else { return nil }
        self.init(name: group, versions: versions)
    }
}

extension ServedResources.Version {
    fileprivate init?(aggregated entry: JSONValue, group: String) {
        guard let version = entry["version"]?.string else { return nil }
        self.init(
            name: version,
            // What the server knows of an API that it can't reach at present.
            isAvailable: entry["freshness"]?.string != "Stale",
            resources: (entry["resources"]?.array ?? []).compactMap {
                ServedResource(aggregated: $0, group: group, version: version)
            }
        )
    }
}

extension ServedResource {
    fileprivate init?(aggregated entry: JSONValue, group: String, version: String) {
        // An entry without a kind of its own only carries subresources.
        guard let plural = entry["resource"]?.string, let kind = entry[path: "responseKind", "kind"]?.string,
            !kind.isEmpty
        else { return nil }
        self.init(
            type: ResourceType(
                group: group,
                version: version,
                kind: kind,
                plural: plural,
                isNamespaced: entry["scope"]?.string == "Namespaced"
            ),
            singular: ServedResource.singular(entry["singularResource"], kind: kind),
            shortNames: .init(texts: entry["shortNames"]),
            categories: .init(texts: entry["categories"]),
            verbs: .init(texts: entry["verbs"]),
            subresources: (entry["subresources"]?.array ?? []).compactMap { entry in
                guard let name = entry["subresource"]?.string else { return nil }
                return Subresource(
                    name: name,
                    kind: entry[path: "responseKind", "kind"]?.string ?? "",
                    verbs: .init(texts: entry["verbs"])
                )
            }
        )
    }

    /// The singular, which older servers leave out: then it is the kind in small letters.
    static func singular(_ value: JSONValue?, kind: String) -> String {
        guard let singular = value?.string, !singular.isEmpty else { return kind.lowercased() }
        return singular
    }
}

extension [String] {
    /// The texts of an array; none where there is no array.
    init(texts value: JSONValue?) {
        self = (value?.array ?? []).compactMap(\.string)
    }
}
