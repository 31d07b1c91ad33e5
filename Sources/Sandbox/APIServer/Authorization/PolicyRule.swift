import YAMLDocument

/// A rule of a Role or ClusterRole.
struct PolicyRule: Sendable, Hashable {
    var verbs: [String]
    var apiGroups: [String]
    var resources: [String]
    /// Empty allows every name.
    var resourceNames: [String]
    var nonResourceURLs: [String]

    init(_ json: JSONValue) {
        func texts(_ key: String) -> [String] { json[key]?.array?.compactMap(\.string) ?? [] }
        verbs = texts("verbs")
        apiGroups = texts("apiGroups")
        resources = texts("resources")
        resourceNames = texts("resourceNames")
        nonResourceURLs = texts("nonResourceURLs")
    }

    /// The rules of a Role or ClusterRole.
    static func rules(of role: JSONValue) -> [PolicyRule] {
        role["rules"]?.array?.map { PolicyRule($0) } ?? []
    }

    /// Whether the rule allows something.
    func allows(_ attributes: AccessAttributes) -> Bool {
        guard Self.covers(verbs, attributes.verb) else { return false }
        switch attributes.subject {
        case .path(let path):
            return nonResourceURLs.contains { Self.url($0, covers: path) }
        case .resource(let resource):
            return Self.covers(apiGroups, resource.group)
                && coversResource(resource.plural, subresource: resource.subresource)
                && (resourceNames.isEmpty || resourceNames.contains(resource.name))
        }
    }

    private static func covers(_ list: [String], _ value: String) -> Bool {
        list.contains("*") || list.contains(value)
    }

    private func coversResource(_ plural: String, subresource: String) -> Bool {
        let full = subresource.isEmpty ? plural : "\(plural)/\(subresource)"
        if Self.covers(resources, full) { return true }
        return !subresource.isEmpty && resources.contains("*/\(subresource)")
    }

    /// A pattern ends in `*` for everything below it, or stands for itself.
    private static func url(_ pattern: String, covers path: String) -> Bool {
        if pattern == "*" || pattern == path { return true }
        return pattern.hasSuffix("*") && path.hasPrefix(pattern.dropLast())
    }
}

// MARK: Comparing rules

extension PolicyRule {
    /// The rule taken apart into rules of one verb, group, resource and name each.
    var parts: [PolicyRule] {
        var parts: [PolicyRule] = []
        for verb in verbs {
            for group in apiGroups {
                for resource in resources {
                    let names = resourceNames.isEmpty ? [[]] : resourceNames.map { [$0] }
                    parts += names.map { part(verb, groups: [group], resources: [resource], names: $0) }
                }
            }
            parts += nonResourceURLs.map { part(verb, urls: [$0]) }
        }
        return parts
    }

    private func part(
        _ verb: String,
        groups: [String] = [],
        resources: [String] = [],
        names: [String] = [],
        urls: [String] = []
    ) -> PolicyRule {
        var part = self
        part.verbs = [verb]
        part.apiGroups = groups
        part.resources = resources
        part.resourceNames = names
        part.nonResourceURLs = urls
        return part
    }

    /// Whether this rule allows all that a single part of another rule allows.
    func covers(part: PolicyRule) -> Bool {
        guard part.verbs.allSatisfy({ Self.covers(verbs, $0) }) else { return false }
        if let url = part.nonResourceURLs.first {
            return nonResourceURLs.contains { Self.url($0, covers: url) }
        }
        return part.apiGroups.allSatisfy { Self.covers(apiGroups, $0) }
            && part.resources.allSatisfy { resource in
                let pieces = resource.split(separator: "/", maxSplits: 1)
                return resources.contains("*") || resources.contains(resource)
                    || (pieces.count == 2 && resources.contains("*/\(pieces[1])"))
            }
            && (resourceNames.isEmpty
                || (!part.resourceNames.isEmpty && part.resourceNames.allSatisfy(resourceNames.contains)))
    }

    /// The rule as the real server prints it in a refusal.
    var description: String {
        func list(_ name: String, _ values: [String]) -> String? {
            values.isEmpty ? nil : "\(name):[" + values.map { "\"\($0)\"" }.joined(separator: " ") + "]"
        }
        let members = [
            list("APIGroups", apiGroups), list("Resources", resources), list("ResourceNames", resourceNames),
            list("NonResourceURLs", nonResourceURLs), list("Verbs", verbs),
        ]
        return "{" + members.compactMap { $0 }.joined(separator: ", ") + "}"
    }

    var json: JSONValue {
        var rule: JSONValue = ["verbs": DiscoveryDocuments.strings(verbs)]
        if !apiGroups.isEmpty { rule["apiGroups"] = DiscoveryDocuments.strings(apiGroups) }
        if !resources.isEmpty { rule["resources"] = DiscoveryDocuments.strings(resources) }
        if !resourceNames.isEmpty { rule["resourceNames"] = DiscoveryDocuments.strings(resourceNames) }
        if !nonResourceURLs.isEmpty { rule["nonResourceURLs"] = DiscoveryDocuments.strings(nonResourceURLs) }
        return rule
    }
}
