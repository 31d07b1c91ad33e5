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
        let object = try store.stored(definition, namespace: place.namespace, name: place.name)
        if representation.shape == .object {
            let body = object.json(definition, isListItem: false) + [0x0A]
            return APIResponse(status: 200, contentType: representation.contentType, body: .bytes(body))
        }
        return present(
            definition.converting(object.value),
            request: request,
            definition: definition,
            as: representation
        )
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
        let page = try ListPage(
            store,
            definition,
            namespace: place.namespace.isEmpty ? nil : place.namespace,
            query: request.query,
            selection: selection
        )
        let metadata = page.metadata(for: definition, isTable: representation.shape != .object)
        let body: ListBody
        switch representation.shape {
        case .table: body = printer(request, definition).body(page.items, definition, metadata: metadata, now: now())
        case .metadata: body = TablePrinter.metadataBody(page.items, definition, metadata: metadata)
        case .object: body = Self.body(page.items, definition, metadata: metadata)
        }
        return APIResponse(status: 200, contentType: representation.contentType, body: .list(body))
    }

    /// The list object of a type, with its members in the order in which the real server has them.
    static func body(_ items: [StoredObject], _ definition: ResourceDefinition, metadata: JSONValue) -> ListBody {
        let kind = (key: "kind", value: JSONValue.string(definition.listKind))
        let version = (key: "apiVersion", value: JSONValue.string(definition.apiVersion))
        let metadata = (key: "metadata", value: metadata)
        let list = (key: "items", value: JSONValue.array([]))
        return ListBody(
            definition.origin == .custom ? [version, list, kind, metadata] : [kind, version, metadata, list],
            itemsKey: "items",
            items: items,
            write: { $0.json(definition, isListItem: true) }
        )
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
            let line = WatchEventEncoder.failure(error)
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
