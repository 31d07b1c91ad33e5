import FoundationEssentials
import YAMLDocument

/// Answers get, list and watch.
struct ResourceReads: Sendable {
    private let store: ObjectStore
    private let streamsInitialEvents: Bool
    private let stopSignal: StopSignal
    private let now: @Sendable () -> Date

    /// - Parameter streamsInitialEvents: Whether watches may begin with a list (`sendInitialEvents`).
    init(
        store: ObjectStore,
        streamsInitialEvents: Bool,
        stopSignal: StopSignal,
        now: @escaping @Sendable () -> Date
    ) {
        self.store = store
        self.streamsInitialEvents = streamsInitialEvents
        self.stopSignal = stopSignal
        self.now = now
    }

    func get(_ request: APIRequest, _ definition: ResourceDefinition, _ place: RequestTarget.Resource)
        throws(StatusError)
        -> APIResponse
    {
        let representation = try Representation.negotiate(request.accept)
        let object = try store.get(definition, namespace: place.namespace, name: place.name)
        return present(object, request: request, definition: definition, as: representation)
    }

    /// An answer that holds one object, in the shape that the client asked for.
    func present(
        _ object: JSONValue,
        request: APIRequest,
        definition: ResourceDefinition,
        as representation: Representation,
        status: Int = 200
    ) -> APIResponse {
        let shown: JSONValue
        switch representation.shape {
        case .object: shown = object
        case .metadata: shown = TablePrinter.metadataOnly(object)
        case .table:
            let version = object[path: "metadata", "resourceVersion"] ?? ""
            shown = printer(request, definition).table([object], metadata: ["resourceVersion": version], now: now())
        }
        return .json(shown, status: status, contentType: representation.contentType)
    }

    func list(
        _ request: APIRequest,
        _ definition: ResourceDefinition,
        _ place: RequestTarget.Resource
    ) throws(StatusError) -> APIResponse {
        let representation = try Representation.negotiate(request.accept)
        let selection = try Selection(request.query, definition: definition)
        let all = store.list(definition, namespace: place.namespace.isEmpty ? nil : place.namespace)
        let page = try ListPage(all, query: request.query, selection: selection)
        let metadata = page.metadata(for: definition, isTable: representation.shape != .object)
        let list: JSONValue
        switch representation.shape {
        case .table: list = printer(request, definition).table(page.items, metadata: metadata, now: now())
        case .metadata:
            list = [
                "kind": "PartialObjectMetadataList",
                "apiVersion": "meta.k8s.io/v1",
                "metadata": metadata,
                "items": .array(page.items.map(TablePrinter.metadataOnly)),
            ]
        case .object: list = Self.list(page.items, metadata: metadata, definition: definition)
        }
        return .json(list, contentType: representation.contentType)
    }

    /// The list object of a type, with its members in the order in which the real server has them.
    static func list(_ items: [JSONValue], metadata: JSONValue, definition: ResourceDefinition) -> JSONValue {
        let kind: JSONValue = .string(definition.listKind)
        let version: JSONValue = .string(definition.apiVersion)
        switch definition.origin {
        case .custom:
            return ["apiVersion": version, "items": .array(items), "kind": kind, "metadata": metadata]
        case .aggregated:
            return ["kind": kind, "apiVersion": version, "metadata": metadata, "items": .array(items)]
        case .builtIn:
            // The items of built-in lists do not repeat their type.
            let bare = items.map { item in
                var item = item
                item["apiVersion"] = nil
                item["kind"] = nil
                return item
            }
            return ["kind": kind, "apiVersion": version, "metadata": metadata, "items": .array(bare)]
        }
    }

    func watch(
        _ request: APIRequest,
        _ definition: ResourceDefinition,
        _ place: RequestTarget.Resource
    ) throws(StatusError) -> APIResponse {
        let representation = try Representation.negotiate(request.accept)
        let selection = try Selection(request.query, definition: definition)
        let watch = try WatchRequest(request.query)
        let encoder = WatchEventEncoder(
            definition: definition,
            selection: selection,
            shape: representation.shape,
            printer: printer(request, definition),
            now: now
        )
        let session: WatchSession
        do throws(StatusError) {
            session = try self.session(watch, encoder: encoder, definition: definition, namespace: place.namespace)
        } catch {
            // A watch that cannot begin has already been answered with 200: the refusal is its only event.
            let line = encoder.failure(error)
            return APIResponse(
                status: 200,
                contentType: representation.contentType,
                body: .bytes(line)
            )
        }
        return APIResponse(
            status: 200,
            contentType: representation.contentType,
            body: .stream { writer, closed in try await session.write(to: &writer, until: closed) }
        )
    }

    private func session(
        _ watch: WatchRequest,
        encoder: WatchEventEncoder,
        definition: ResourceDefinition,
        namespace: String
    ) throws(StatusError) -> WatchSession {
        if watch.wantsInitialEvents, !streamsInitialEvents {
            throw .internalError(
                "a watch stream was requested by the client but the required storage feature "
                    + "RequestWatchProgress is disabled"
            )
        }
        let scope = namespace.isEmpty ? nil : namespace
        var initialObjects: [JSONValue] = []
        var version = watch.resourceVersion
        if version == nil || watch.wantsInitialEvents {
            let list = store.list(definition, namespace: scope)
            initialObjects = list.items
            version = list.resourceVersion
        }
        let start = version ?? 0
        return WatchSession(
            request: watch,
            encoder: encoder,
            initialObjects: initialObjects,
            resourceVersion: start,
            events: try store.watch(definition, namespace: scope, from: start),
            requestBookmark: { [store] in store.sendBookmarks() },
            stopSignal: stopSignal
        )
    }

    private func printer(_ request: APIRequest, _ definition: ResourceDefinition) -> TablePrinter {
        let inclusion = request.query["includeObject"].flatMap { TablePrinter.Inclusion(rawValue: $0) }
        return TablePrinter(definition, inclusion: inclusion ?? .metadata)
    }
}
