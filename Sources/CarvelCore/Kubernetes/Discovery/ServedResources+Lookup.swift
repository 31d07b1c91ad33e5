extension ServedResources {
    /// The type that a user means, found as kubectl finds it: a plural or singular counts more than a short name, and
    /// that more than a kind; of several groups the server's first one is taken, of several versions the preferred one.
    /// A group may be given by its beginning (`storageclass.storage`).
    ///
    /// Unlike kubectl, a group of exactly that name counts more than one that only begins so.
    ///
    /// Source: Kubernetes, the REST mappers of `k8s.io/apimachinery/pkg/api/meta` and `k8s.io/client-go/restmapper`.
    ///
    /// - Parameter text: `plural`, `plural.group` or `plural.version.group`; singular, short name and kind will do too,
    ///   in any case.
    public func resource(named text: String) throws(ResourceLookupError) -> ServedResource {
        let readings = ResourceName.readings(of: text)
        if let found = try find(readings, text, in: resources) { return found }
        // What an API that is down would have; it has to be told from what is not there at all.
        let lost = resources { !$0.isAvailable }
        if let found = try find(readings, text, in: lost) {
            throw .unavailable(name: text, apiVersion: found.type.apiVersion)
        }
        for reading in readings {
            if let group = reading.group, let apiVersion = unavailable(inGroup: group) {
                throw .unavailable(name: text, apiVersion: apiVersion)
            }
        }
        throw .unknown(name: text, suggestion: suggestion(for: text), unavailable: unavailable)
    }

    /// The type that an object is of.
    ///
    /// - Parameters:
    ///   - apiVersion: group and version, such as `apps/v1`.
    ///   - kind: the kind, as the object has it.
    public func resource(apiVersion: String, kind: String) throws(ResourceLookupError) -> ServedResource {
        let ofKind = resources { _ in true }.filter { $0.type.kind == kind }
        if let found = ofKind.first(where: { $0.type.apiVersion == apiVersion }) {
            if unavailable.contains(apiVersion) { throw .unavailable(name: kind, apiVersion: apiVersion) }
            return found
        }
        if unavailable.contains(apiVersion) { throw .unavailable(name: kind, apiVersion: apiVersion) }
        let group = apiVersion.firstIndex(of: "/").map { String(apiVersion[..<$0]) } ?? ""
        throw .unknownKind(
            apiVersion: apiVersion,
            kind: kind,
            servedIn: ofKind.filter { $0.type.group == group }.map(\.type.apiVersion),
            suggestion: closestMatch(
                to: kind,
                in: resources.filter { $0.type.apiVersion == apiVersion && $0.type.kind != kind }.map(\.type.kind)
            )
        )
    }

    private func find(
        _ readings: [ResourceName],
        _ text: String,
        in resources: [ServedResource]
    ) throws(ResourceLookupError) -> ServedResource? {
        for reading in readings {
            if let found = try only(
                Self.matches(reading, in: resources) { $0.type.plural == $1 || $0.singular == $1 },
                text
            ) {
                return found
            }
            if let found = Self.matches(reading, in: resources, by: { $0.shortNames.contains($1) }).first {
                return found
            }
        }
        for reading in readings {
            let matches = Self.matches(reading, in: resources) { $0.type.kind.lowercased() == $1 }
            if let found = try only(matches, text) { return found }
        }
        return nil
    }

    /// The types that fit by name, version and group.
    private static func matches(
        _ reading: ResourceName,
        in resources: [ServedResource],
        by isNamed: (ServedResource, String) -> Bool
    ) -> [ServedResource] {
        let named = resources.filter {
            isNamed($0, reading.name) && (reading.version == nil || reading.version == $0.type.version)
        }
        guard let group = reading.group else { return named }
        let exact = named.filter { $0.type.group == group }
        // An empty group is that of core types, and the beginning of every other.
        return exact.isEmpty && !group.isEmpty ? named.filter { $0.type.group.hasPrefix(group) } : exact
    }

    /// The first one, unless the same version of its group has another of that name.
    private func only(_ matches: [ServedResource], _ text: String) throws(ResourceLookupError) -> ServedResource? {
        guard let first = matches.first else { return nil }
        let rivals = matches.filter { $0.type.apiVersion == first.type.apiVersion }
        guard rivals.count == 1 else { throw .ambiguous(name: text, candidates: rivals.map(\.qualifiedName)) }
        return first
    }

    private func unavailable(inGroup name: String) -> String? {
        guard !name.isEmpty else { return nil }
        let groups = groups.filter { $0.name == name } + groups.filter { $0.name.hasPrefix(name) && $0.name != name }
        for group in groups {
            if let version = group.versions.first(where: { !$0.isAvailable }) {
                return Self.apiVersion(group.name, version.name)
            }
        }
        return nil
    }

    private func suggestion(for text: String) -> String? {
        let resources = resources
        guard text.contains(".") else {
            return closestMatch(to: text, in: resources.flatMap { [$0.type.plural, $0.singular] + $0.shortNames })
        }
        return closestMatch(to: text, in: resources.map(\.type.groupResource))
    }
}
