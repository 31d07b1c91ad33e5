/// What a request is about, read from its method and URL by the rules of the Kubernetes API.
struct RequestTarget: Sendable {
    /// A path below a version of a group, such as `/api/v1/namespaces/apps/secrets/x`.
    struct Resource: Sendable, Hashable {
        /// Empty for the core group.
        var group: String
        var version: String
        /// Empty for the whole cluster.
        var namespace: String
        var plural: String
        /// Empty where the request is about the collection.
        var name: String
        /// The one name that a field selector on a collection allows, for rules with `resourceNames`.
        var selectedName = ""
        /// Empty for the object itself.
        var subresource: String
    }

    /// The decoded path, without the query.
    var path: String
    var query: RequestQuery
    /// The verb that RBAC knows: `get`, `list`, `watch`, `create`, … or, off resources, the method in lower case.
    var verb: String
    /// `nil` for paths that are no resources, such as `/version` and discovery.
    var resource: Resource?

    /// - Parameters:
    ///   - method: The HTTP method.
    ///   - url: The path and query as the client sent them.
    init(method: String, url: String) {
        let parts = url.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = PercentCoding.decode(parts[0], plusIsSpace: false)
        let query = RequestQuery(parts.count == 2 ? parts[1] : "")
        self.path = path
        self.query = query
        // Segments are split before they are decoded, so that an encoded slash stays in its name.
        let segments = parts[0].split(separator: "/").map { PercentCoding.decode($0, plusIsSpace: false) }
        guard let resource = Self.resource(segments, query: query) else {
            self.verb = method.lowercased()
            return
        }
        self.verb = Self.verb(method: method, resource: resource, query: query)
        self.resource = resource
    }

    private static func resource(_ segments: [String], query: RequestQuery) -> Resource? {
        let group: String
        var rest: ArraySlice<String>
        switch segments.first {
        case "api":
            group = ""
            rest = segments.dropFirst(1)
        case "apis" where segments.count > 1:
            group = segments[1]
            rest = segments.dropFirst(2)
        default: return nil
        }
        guard rest.count >= 2, let version = rest.popFirst() else { return nil }

        var namespace = ""
        if rest.first == "namespaces", rest.count > 1 {
            namespace = rest[rest.startIndex + 1]
            let isAboutTheNamespace = rest.count == 2 || ["status", "finalize"].contains(rest[rest.startIndex + 2])
            if !isAboutTheNamespace { rest = rest.dropFirst(2) }
        }
        let remaining = Array(rest)
        let name = remaining.count > 1 ? remaining[1] : ""
        return Resource(
            group: group,
            version: version,
            namespace: namespace,
            plural: remaining[0],
            name: name,
            selectedName: name.isEmpty ? FieldSelector.requiredName(query["fieldSelector"]) ?? "" : "",
            subresource: remaining.dropFirst(2).joined(separator: "/")
        )
    }

    private static func verb(method: String, resource: Resource, query: RequestQuery) -> String {
        let isCollection = resource.name.isEmpty
        switch method {
        case "POST": return "create"
        case "PUT": return "update"
        case "PATCH": return "patch"
        case "DELETE": return isCollection ? "deletecollection" : "delete"
        case "GET", "HEAD":
            guard isCollection else { return "get" }
            return query.isTrue("watch") ? "watch" : "list"
        default: return method.lowercased()
        }
    }
}
