import OrderedCollections
import YAMLDocument

/// The little of OpenAPI v3 that clients need: which groups there are, that writes take `fieldValidation`, and the schemas
/// of custom resources, by which one can tell which fields a release knows.
struct OpenAPIDocuments: Sendable {
    private let catalog: ResourceCatalog

    init(catalog: ResourceCatalog) {
        self.catalog = catalog
    }

    /// `/openapi/v3`
    var index: JSONValue {
        var paths = JSONObject()
        for group in catalog.groups {
            for version in group.versions {
                let path = group.name.isEmpty ? "api/\(version)" : "apis/\(group.name)/\(version)"
                paths[path] = ["serverRelativeURL": .string("/openapi/v3/\(path)?hash=\(hash)")]
            }
        }
        return ["paths": .object(paths)]
    }

    /// What the documents hold changes with the types alone, so their number is name enough for their state.
    private var hash: String { String(catalog.definitions.count) }

    /// `/openapi/v3/apis/GROUP/VERSION` or `/openapi/v3/api/VERSION`, or `nil` where that is not served.
    func document(group: String, version: String) -> JSONValue? {
        let definitions = catalog.definitions(group: group, version: version)
        guard !definitions.isEmpty else { return nil }
        var paths = JSONObject()
        for definition in definitions {
            let root = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
            let scope = definition.isNamespaced ? "/namespaces/{namespace}" : ""
            paths["\(root)\(scope)/\(definition.plural)"] = ["post": Self.operation(definition, action: "post")]
            paths["\(root)\(scope)/\(definition.plural)/{name}"] = [
                "put": Self.operation(definition, action: "put"),
                "patch": Self.operation(definition, action: "patch"),
            ]
        }
        return [
            "openapi": "3.0.0",
            "info": ["title": "Kubernetes", "version": "v1.36.2"],
            "paths": .object(paths),
            "components": ["schemas": .object(Self.schemas(definitions))],
        ]
    }

    private static func schemas(_ definitions: [ResourceDefinition]) -> JSONObject {
        var schemas = JSONObject()
        for definition in definitions {
            guard var schema = definition.publishedSchema else { continue }
            schema["x-kubernetes-group-version-kind"] = [groupVersionKind(definition)]
            let group = definition.group.split(separator: ".").reversed().joined(separator: ".")
            schemas["\(group).\(definition.version).\(definition.kind)"] = schema
        }
        return schemas
    }

    private static func groupVersionKind(_ definition: ResourceDefinition) -> JSONValue {
        [
            "group": .string(definition.group), "version": .string(definition.version),
            "kind": .string(definition.kind),
        ]
    }

    private static func operation(_ definition: ResourceDefinition, action: String) -> JSONValue {
        [
            "parameters": .array(
                ["dryRun", "fieldManager", "fieldValidation"].map { name in
                    ["name": .string(name), "in": "query", "schema": ["type": "string", "uniqueItems": true]]
                }
            ),
            "responses": ["200": ["description": "OK"]],
            "x-kubernetes-action": .string(action),
            "x-kubernetes-group-version-kind": groupVersionKind(definition),
        ]
    }
}
