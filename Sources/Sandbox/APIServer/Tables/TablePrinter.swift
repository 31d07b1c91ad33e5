import FoundationEssentials
import YAMLDocument

/// Turns objects into the tables that kubectl prints, and into metadata without the rest.
struct TablePrinter: Sendable {
    /// What a row carries besides its cells: the query's `includeObject`.
    enum Inclusion: String, Sendable {
        case none = "None"
        case metadata = "Metadata"
        case object = "Object"
    }

    private let columns: [TableColumn]
    private let inclusion: Inclusion

    init(_ definition: ResourceDefinition, inclusion: Inclusion) {
        self.columns = Self.columns(of: definition)
        self.inclusion = inclusion
    }

    private static func columns(of definition: ResourceDefinition) -> [TableColumn] {
        switch definition.origin {
        case .builtIn: return BuiltInColumns.columns(of: definition)
        case .aggregated: return PackageColumns.columns(of: definition)
        case .custom:
            let own = definition.printerColumns.map { TableColumn($0) }
            return [.objectName] + (own.isEmpty ? [.age] : own)
        }
    }

    /// A table of objects.
    ///
    /// - Parameters:
    ///   - metadata: The list's metadata.
    ///   - withDefinitions: `false` in a watch after its first table: the client remembers the columns.
    func table(_ objects: [JSONValue], metadata: JSONValue, now: Date, withDefinitions: Bool = true) -> JSONValue {
        [
            "kind": "Table",
            "apiVersion": "meta.k8s.io/v1",
            "metadata": metadata,
            "columnDefinitions": withDefinitions ? .array(columns.map(\.definition)) : .null,
            "rows": .array(
                objects.map { object in
                    var row: JSONValue = ["cells": .array(columns.map { $0.cell(object, now) })]
                    switch inclusion {
                    case .none: break
                    case .metadata: row["object"] = Self.metadataOnly(object)
                    case .object: row["object"] = object
                    }
                    return row
                }
            ),
        ]
    }

    /// An object with nothing but its metadata.
    static func metadataOnly(_ object: JSONValue) -> JSONValue {
        [
            "kind": "PartialObjectMetadata",
            "apiVersion": "meta.k8s.io/v1",
            "metadata": object["metadata"] ?? [:],
        ]
    }
}
