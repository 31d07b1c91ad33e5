import Foundation
import Testing
import YAMLDocument

@testable import Sandbox

/// A store with the namespace `apps`, and short words for what tests do with it.
struct StoreFixture {
    let store: ObjectStore

    init(flux: FluxRelease? = .v2_9, hasKappController: Bool = true, namespaces: [String] = ["apps"]) throws {
        let catalog = try ResourceCatalog.bundled(flux: flux, hasKappController: hasKappController)
        store = ObjectStore(catalog: catalog, now: { Date(timeIntervalSince1970: 1_800_000_000) })
        for namespace in namespaces { try create("namespaces", ["metadata": ["name": .string(namespace)]], in: nil) }
    }

    /// The type in the first version that is served.
    func type(_ plural: String, version: String? = nil) throws -> ResourceDefinition {
        try #require(
            store.catalog.definitions.first { $0.plural == plural && (version == nil || $0.version == version) }
        )
    }

    @discardableResult
    func create(
        _ plural: String,
        _ object: JSONValue,
        in namespace: String? = "apps",
        options: WriteOptions = WriteOptions(fieldManager: "tester")
    ) throws -> WriteResult {
        let type = try type(plural)
        return try store.create(type, namespace: namespace, object: typed(object, type), options: options)
    }

    @discardableResult
    func apply(
        _ plural: String,
        _ name: String,
        _ content: JSONValue,
        manager: String = "deliver",
        force: Bool = false,
        version: String? = nil,
        subresource: String? = nil
    ) throws -> WriteResult {
        let type = try type(plural, version: version)
        var object = typed(content, type)
        var metadata = object["metadata"] ?? [:]
        metadata["name"] = .string(name)
        object["metadata"] = metadata
        return try store.apply(
            type,
            namespace: type.isNamespaced ? "apps" : nil,
            name: name,
            object: object,
            force: force,
            subresource: subresource,
            options: WriteOptions(fieldManager: manager)
        )
    }

    @discardableResult
    func merge(
        _ plural: String,
        _ name: String,
        _ patch: JSONValue,
        manager: String = "tester",
        type: PatchType = .merge,
        subresource: String? = nil
    ) throws -> WriteResult {
        try store.patch(
            try self.type(plural),
            namespace: "apps",
            name: name,
            type: type,
            body: patch,
            subresource: subresource,
            options: WriteOptions(fieldManager: manager)
        )
    }

    func get(_ plural: String, _ name: String, version: String? = nil, in namespace: String? = "apps") throws
        -> JSONValue
    {
        try store.get(try type(plural, version: version), namespace: namespace, name: name)
    }

    func exists(_ plural: String, _ name: String, in namespace: String? = "apps") throws -> Bool {
        let names = store.list(try type(plural), namespace: namespace).items.map {
            $0[path: "metadata", "name"]?.string
        }
        return names.contains(name)
    }

    @discardableResult
    func delete(
        _ plural: String,
        _ name: String,
        in namespace: String? = "apps",
        options: DeleteOptions = DeleteOptions()
    ) throws -> JSONValue {
        try store.delete(try type(plural), namespace: namespace, name: name, options: options)
    }

    /// What an expression refuses with.
    func refusal(_ body: () throws -> Void) throws -> StatusError {
        try #require(throws: StatusError.self) { try body() }
    }

    private func typed(_ object: JSONValue, _ type: ResourceDefinition) -> JSONValue {
        var object = object
        if object["kind"] == nil { object["kind"] = .string(type.kind) }
        if object["apiVersion"] == nil { object["apiVersion"] = .string(type.apiVersion) }
        return object
    }
}

extension JSONValue {
    var resourceVersion: String? { self[path: "metadata", "resourceVersion"]?.string }
    var generation: Int? { self[path: "metadata", "generation"]?.int }
    var uid: JSONValue { self[path: "metadata", "uid"] ?? .null }

    /// What a manager owns, as `fieldsV1`.
    func owned(by manager: String) -> JSONValue? {
        self[path: "metadata", "managedFields"]?.array?.first { $0["manager"]?.string == manager }?["fieldsV1"]
    }
}
