import CarvelCore
import FoundationEssentials
import OrderedCollections
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
            "rows": .array(objects.map { row($0, now: now) }),
        ]
    }

    private func row(_ object: JSONValue, now: Date) -> JSONValue {
        var row: JSONValue = ["cells": .array(columns.map { $0.cell(object, now) })]
        switch inclusion {
        case .none: break
        case .metadata: row["object"] = Self.metadataOnly(object)
        case .object: row["object"] = object
        }
        return row
    }

    /// A table of the objects of a list.
    func body(
        _ items: [StoredObject],
        _ definition: ResourceDefinition,
        metadata: JSONValue,
        now: Date
    ) -> ListBody {
        let empty = table([], metadata: metadata, now: now)
        return ListBody(
            (empty.object ?? [:]).map { (key: $0.key, value: $0.value) },
            itemsKey: "rows",
            items: items,
            write: { JSONWriter.bytes(row(definition.converting($0.value), now: now)) }
        )
    }

    /// The metadata of the objects of a list.
    static func metadataBody(
        _ items: [StoredObject],
        _ definition: ResourceDefinition,
        metadata: JSONValue
    ) -> ListBody {
        ListBody(
            [
                ("kind", "PartialObjectMetadataList"), ("apiVersion", "meta.k8s.io/v1"), ("metadata", metadata),
                ("items", []),
            ],
            itemsKey: "items",
            items: items,
            write: { JSONWriter.bytes(metadataOnly(definition.converting($0.value))) }
        )
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
