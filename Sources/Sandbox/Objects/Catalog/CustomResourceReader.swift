import YAMLDocument

/// Why resource types could not be set up.
struct CatalogError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file or object.
    var source: String
    /// What was found, and what was expected.
    var message: String

    var description: String { "\(source): \(message)" }
}

/// Reads what a CustomResourceDefinition says of the types that it defines.
enum CustomResourceReader {
    private static let verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"]

    /// One definition for each version that is served.
    ///
    /// - Throws: `CatalogError` if the object is no CustomResourceDefinition of v1, or lacks something.
    static func definitions(_ object: JSONValue) throws(CatalogError) -> [ResourceDefinition] {
        let source = object[path: "metadata", "name"]?.string ?? "object without a name"
        func fail(_ message: String) -> CatalogError { CatalogError(source: source, message: message) }
        guard object["kind"]?.string == "CustomResourceDefinition",
            object["apiVersion"]?.string == "apiextensions.k8s.io/v1"
        else {
            throw fail("expected a CustomResourceDefinition of apiextensions.k8s.io/v1")
        }
        guard let spec = object["spec"], let names = spec["names"], let group = spec["group"]?.string,
            let kind = names["kind"]?.string, let plural = names["plural"]?.string
        else {
            throw fail("expected spec.group, spec.names.kind and spec.names.plural")
        }
        let versions = spec["versions"]?.array ?? []
        guard let storage = versions.first(where: { $0["storage"]?.bool == true })?["name"]?.string else {
            throw fail("expected one of spec.versions to be the storage version")
        }
        var definitions: [ResourceDefinition] = []
        for version in versions where version["served"]?.bool == true {
            guard let name = version["name"]?.string, let schema = version[path: "schema", "openAPIV3Schema"] else {
                throw fail("expected each of spec.versions to have a name and a schema")
            }
            let isDeprecated = version["deprecated"]?.bool ?? false
            definitions.append(
                ResourceDefinition(
                    group: group,
                    version: name,
                    kind: kind,
                    listKind: names["listKind"]?.string ?? "\(kind)List",
                    plural: plural,
                    singular: names["singular"]?.string ?? kind.lowercased(),
                    shortNames: (names["shortNames"]?.array ?? []).compactMap(\.string),
                    categories: (names["categories"]?.array ?? []).compactMap(\.string),
                    isNamespaced: spec["scope"]?.string == "Namespaced",
                    subresources: version[path: "subresources", "status"] == nil ? [] : ["status"],
                    verbs: verbs,
                    origin: .custom,
                    schema: .root(openAPI: schema),
                    printerColumns: columns(version["additionalPrinterColumns"]),
                    publishedSchema: schema,
                    deprecationWarning: isDeprecated
                        ? version["deprecationWarning"]?.string ?? "\(group)/\(name) \(kind) is deprecated" : nil,
                    hasGeneration: true,
                    storageVersion: storage
                )
            )
        }
        return definitions
    }

    /// A type without columns of its own shows its age.
    private static func columns(_ columns: JSONValue?) -> [ResourceDefinition.PrinterColumn] {
        guard let columns = columns?.array, !columns.isEmpty else {
            let path = ".metadata.creationTimestamp"
            return [
                ResourceDefinition.PrinterColumn(
                    name: "Age",
                    type: "date",
                    format: "",
                    jsonPath: path,
                    description: description(path),
                    priority: 0
                )
            ]
        }
        return columns.map { column in
            let path = column["jsonPath"]?.string ?? ""
            return ResourceDefinition.PrinterColumn(
                name: column["name"]?.string ?? "",
                type: column["type"]?.string ?? "string",
                format: column["format"]?.string ?? "",
                jsonPath: path,
                description: column["description"]?.string ?? description(path),
                priority: column["priority"]?.int ?? 0
            )
        }
    }

    private static func description(_ path: String) -> String {
        "Custom resource definition column (in JSONPath format): \(path)"
    }
}
