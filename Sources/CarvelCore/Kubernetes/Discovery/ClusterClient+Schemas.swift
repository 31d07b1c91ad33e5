import OrderedCollections
import YAMLDocument

extension ClusterClient {
    /// Whether the schema that the server publishes of a type has a field.
    ///
    /// Anybody who is logged in may read what is published, while the CustomResourceDefinition itself is often kept from
    /// those who work in one namespace.
    ///
    /// - Parameters:
    ///   - type: in the version that is asked about.
    ///   - field: the names on the way to it.
    /// - Returns: also `false` where the server publishes no schema of it.
    func publishes(_ type: ResourceType, field: [String]) async throws(ClusterError) -> Bool {
        let root = type.group.isEmpty ? "api" : "apis/\(URLText.escaped(type.group))"
        let call = ClusterCall(
            description: "read the schema of \(type.groupResource)",
            path: "/openapi/v3/\(root)/\(URLText.escaped(type.version))"
        )
        let document: JSONValue
        do {
            document = try await value(call)
        } catch  where error.isNotFound {
            return false
        }
        let schemas = document[path: "components", "schemas"]?.object ?? [:]
        return schemas.values.contains { schema in
            let kinds = schema["x-kubernetes-group-version-kind"]?.array ?? []
            guard kinds.contains(where: { $0["group"]?.string == type.group && $0["kind"]?.string == type.kind }) else {
                return false
            }
            return field.reduce(schema as JSONValue?) { $0?[path: "properties", $1] } != nil
        }
    }
}
