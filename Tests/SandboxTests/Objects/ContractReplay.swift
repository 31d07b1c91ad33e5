import CarvelCore
import Foundation
import Testing
import YAMLDocument

@testable import Sandbox

/// One request to a real API server, and what it answered.
struct Exchange: Sendable, CustomTestStringConvertible {
    var name: String
    var method: String
    var path: String
    var query: [String: String]
    var contentType: String
    var body: JSONValue?
    var status: Int
    var answer: JSONValue
    var warning: String?
    /// The events, where the answer was a watch.
    var stream: [JSONValue]

    var testDescription: String { name }

    init(_ json: JSONValue) {
        let target = json[path: "request", "path"]?.string ?? ""
        let parts = target.split(separator: "?", maxSplits: 1)
        name = json["name"]?.string ?? ""
        method = json[path: "request", "method"]?.string ?? ""
        path = parts.first.map(String.init) ?? ""
        query = [:]
        for pair in parts.dropFirst().first?.split(separator: "&") ?? [] {
            let halves = pair.split(separator: "=", maxSplits: 1)
            query[String(halves[0])] = halves.count > 1 ? String(halves[1]) : ""
        }
        contentType = json[path: "request", "headers", "Content-Type"]?.string ?? ""
        body = json[path: "request", "body"]
        if body == .null { body = nil }
        status = json[path: "response", "status"]?.int ?? 0
        answer = json[path: "response", "body"] ?? .null
        stream = json[path: "response", "stream"]?.array ?? []
        warning = json[path: "response", "headers", "Warning"]?.string
    }

    /// The exchanges of a recording, in order.
    static func all(in file: String) throws -> [Exchange] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appending(path: "Fixtures/contract/\(file).json"))
        return (try JSONReader.value(Array(data))["exchanges"]?.array ?? []).map(Exchange.init)
    }
}

/// What a store answers where a server would send it over the wire.
struct StoreAnswer {
    var status: Int
    var body: JSONValue
    var warnings: [String] = []
}

/// Puts recorded requests to a store, as a server would.
struct ContractReplay {
    let store: ObjectStore
    /// The store's resource versions and uids for the recorded ones.
    private var translations: [String: String] = [:]

    init(store: ObjectStore) { self.store = store }

    /// What the store answers, or `nil` for a request that never gets to it.
    mutating func answer(to exchange: Exchange) -> StoreAnswer? {
        guard let target = Target(exchange.path, store.catalog) else { return nil }
        do throws(StatusError) {
            let answer = try perform(exchange, target)
            if let answer { learn(exchange.answer, answer.body) }
            return answer
        } catch {
            return StoreAnswer(status: error.code, body: error.json)
        }
    }

    private func perform(_ exchange: Exchange, _ target: Target) throws(StatusError) -> StoreAnswer? {
        let (definition, namespace, name) = (target.definition, target.namespace, target.name)
        let body = exchange.body.map(translated)
        if let body, body.object == nil, body.array == nil { return nil }
        switch exchange.method {
        case "GET" where !name.isEmpty:
            return StoreAnswer(status: 200, body: try store.get(definition, namespace: namespace, name: name))
        case "POST" where name.isEmpty:
            guard let body else { return nil }
            let options = options(exchange, manager: "python-requests")
            return answer(
                try store.create(definition, namespace: namespace, object: body, options: options)
            )
        case "PUT":
            guard let body else { return nil }
            let options = options(exchange, manager: "python-requests")
            return answer(
                try store.update(
                    definition,
                    namespace: namespace,
                    name: name,
                    object: body,
                    subresource: target.subresource,
                    options: options
                )
            )
        case "PATCH":
            guard let body else { return nil }
            return try patch(exchange, target, body)
        case "DELETE":
            let answer = try store.delete(definition, namespace: namespace, name: name, options: DeleteOptions())
            return StoreAnswer(status: 200, body: answer)
        default:
            return nil
        }
    }

    private func patch(_ exchange: Exchange, _ target: Target, _ body: JSONValue) throws(StatusError) -> StoreAnswer? {
        guard let type = PatchType(rawValue: exchange.contentType) else {
            return answer(
                try store.apply(
                    target.definition,
                    namespace: target.namespace,
                    name: target.name,
                    object: body,
                    force: exchange.query["force"] == "true",
                    subresource: target.subresource,
                    options: options(exchange, manager: nil)
                )
            )
        }
        return answer(
            try store.patch(
                target.definition,
                namespace: target.namespace,
                name: target.name,
                type: type,
                body: body,
                subresource: target.subresource,
                options: options(exchange, manager: "python-requests")
            )
        )
    }

    private func options(_ exchange: Exchange, manager: String?) -> WriteOptions {
        WriteOptions(
            fieldManager: exchange.query["fieldManager"] ?? manager,
            fieldValidation: exchange.query["fieldValidation"].flatMap(WriteOptions.FieldValidation.init) ?? .warn,
            isDryRun: exchange.query["dryRun"] == "All"
        )
    }

    private func answer(_ result: WriteResult) -> StoreAnswer {
        StoreAnswer(status: result.wasCreated ? 201 : 200, body: result.object, warnings: result.warnings)
    }

    // MARK: Resource versions and uids

    private static let translated = ["resourceVersion", "uid"]

    private mutating func learn(_ recorded: JSONValue, _ own: JSONValue) {
        for field in Self.translated {
            guard let key = recorded[path: "metadata", field]?.string else { continue }
            if translations[key] == nil { translations[key] = own[path: "metadata", field]?.string }
        }
    }

    private func translated(_ body: JSONValue) -> JSONValue {
        guard var metadata = body["metadata"] else { return body }
        for field in Self.translated {
            if let key = metadata[field]?.string { metadata[field] = .string(translations[key] ?? key) }
        }
        var body = body
        body["metadata"] = metadata
        return body
    }

    /// The recorded answer with the store's resource versions and uids, and both without times.
    func comparable(recorded: JSONValue, own: JSONValue) -> (recorded: JSONValue, own: JSONValue) {
        (Self.timeless(translated(recorded)), Self.timeless(own))
    }

    /// The object without times.
    static func timeless(_ object: JSONValue) -> JSONValue {
        var object = object
        if var details = object["details"], details["uid"] != nil {
            details["uid"] = "UID"
            object["details"] = details
        }
        guard var metadata = object["metadata"], metadata["name"] != nil else { return object }
        for field in ["creationTimestamp", "deletionTimestamp"] where metadata[field] != nil {
            metadata[field] = "TIME"
        }
        if let entries = metadata["managedFields"]?.array {
            metadata["managedFields"] = .array(
                entries.map { entry in
                    var entry = entry
                    if entry["time"] != nil { entry["time"] = "TIME" }
                    return entry
                }
            )
        }
        object["metadata"] = metadata
        return object
    }
}

/// What the path of a request names.
private struct Target {
    var definition: ResourceDefinition
    var namespace: String?
    var name = ""
    var subresource: String?

    init?(_ path: String, _ catalog: ResourceCatalog) {
        var parts = path.split(separator: "/").map(String.init)[...]
        guard let root = parts.popFirst() else { return nil }
        let group = root == "api" ? "" : parts.popFirst() ?? ""
        guard let version = parts.popFirst() else { return nil }
        if parts.first == "namespaces" && parts.count > 2 {
            parts = parts.dropFirst()
            namespace = parts.popFirst()
        }
        guard let plural = parts.popFirst(),
            let definition = catalog.definition(group: group, version: version, plural: plural)
        else { return nil }
        self.definition = definition
        name = parts.popFirst() ?? ""
        subresource = parts.popFirst()
    }
}
