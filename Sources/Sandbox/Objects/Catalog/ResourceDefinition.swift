import YAMLDocument

/// One resource type in one version, as the server serves it and as discovery tells of it.
struct ResourceDefinition: Sendable {
    /// Where the objects of a type come from, which decides over details of the server's answers.
    enum Origin: Sendable, Hashable {
        case builtIn
        /// A CustomResourceDefinition.
        case custom
        /// Served by kapp-controller's own API server (Packages and PackageMetadatas).
        case aggregated
    }

    /// A column that `kubectl get` shows, from the CRD's `additionalPrinterColumns`.
    struct PrinterColumn: Sendable, Hashable {
        var name: String
        /// `string`, `integer`, `boolean`, `date`…
        var type: String
        var format: String
        /// Where the value lies, such as `.spec.url`.
        var jsonPath: String
        var description: String
        /// 0 is always shown, above that only with `-o wide`.
        var priority: Int
    }

    /// Empty for the core group.
    var group: String
    var version: String
    var kind: String
    var listKind: String
    var plural: String
    var singular: String
    var shortNames: [String] = []
    var categories: [String] = []
    var isNamespaced: Bool
    /// Such as `status`; the path of a subresource is `plural/subresource`.
    var subresources: [String] = []
    var verbs: [String]
    var origin: Origin
    /// What the objects may hold, `metadata` included.
    var schema: StructuralSchema
    var printerColumns: [PrinterColumn] = []
    /// The schema as its CustomResourceDefinition has it, for those who ask; `nil` for other types.
    var publishedSchema: JSONValue?
    /// The warning that every answer in this version carries.
    var deprecationWarning: String?
    /// Whether changes of the objects count in `metadata.generation`.
    var hasGeneration: Bool
    /// The version in which the objects are kept.
    var storageVersion: String
}

extension ResourceDefinition {
    /// The group and version as objects name them: `v1`, `apps/v1`.
    var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
    /// `secrets` or `kustomizations.kustomize.toolkit.fluxcd.io`: the same for all versions of a type.
    var groupResource: String { group.isEmpty ? plural : "\(plural).\(group)" }
    /// As Go prints a GroupVersionKind: `/v1, Kind=Secret`.
    var groupVersionKind: String { "\(group)/\(version), Kind=\(kind)" }
    /// As API errors about a kind name it: `Secret` or `Kustomization.kustomize.toolkit.fluxcd.io`.
    var groupKind: String { group.isEmpty ? kind : "\(kind).\(group)" }
    var hasStatus: Bool { subresources.contains("status") }
}
