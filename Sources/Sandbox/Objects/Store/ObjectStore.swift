import Foundation
import Synchronization
import YAMLDocument

/// The objects of one API server: what it keeps, and how requests change it. It knows nothing of networks or users.
///
/// Every write gets the next resource version, and is told to those who watch. Writes follow each other one at a time,
/// so what a write reads is what it changes.
final class ObjectStore: Sendable {
    private let now: @Sendable () -> Date
    private let state: Mutex<StoreState>

    /// A store with the namespaces that every cluster has, and the catalog's CustomResourceDefinitions.
    ///
    /// - Parameters:
    ///   - catalog: The resource types that it can hold.
    ///   - certificateAuthorityPEM: What each namespace's `kube-root-ca.crt` holds; without one there is none.
    ///   - now: The clock for timestamps.
    init(
        catalog: ResourceCatalog,
        certificateAuthorityPEM: String? = nil,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.now = now
        var state = StoreState(catalog: catalog, certificateAuthorityPEM: certificateAuthorityPEM)
        state.furnishCluster(time: Self.text(now()))
        self.state = Mutex(state)
    }

    /// The resource types that the store can hold at present.
    var catalog: ResourceCatalog { state.withLock { $0.catalog } }

    /// The version of the last write.
    var latestResourceVersion: UInt64 { state.withLock { $0.revision } }

    private static func text(_ date: Date) -> String { date.formatted(.iso8601) }

    private func request(
        _ definition: ResourceDefinition,
        _ namespace: String?,
        _ name: String,
        _ subresource: String?,
        _ options: WriteOptions
    ) -> WriteRequest {
        WriteRequest(
            definition: definition,
            namespace: definition.isNamespaced ? namespace ?? "" : "",
            name: name,
            subresource: subresource,
            options: options,
            time: Self.text(now())
        )
    }
}

// MARK: Reading

extension ObjectStore {
    /// One object, in the version of the definition.
    ///
    /// - Parameter namespace: `nil` or empty for types of the whole cluster.
    /// - Throws: 404 if there is none.
    func get(_ definition: ResourceDefinition, namespace: String?, name: String) throws(StatusError) -> JSONValue {
        definition.converting(try stored(definition, namespace: namespace, name: name).value)
    }

    /// The objects of a type, sorted by namespace and name.
    ///
    /// - Parameter namespace: `nil` for all of them.
    func list(_ definition: ResourceDefinition, namespace: String?) -> ObjectList {
        let snapshot = snapshot(definition)
        let items = snapshot.objects.entries(in: namespace).map { definition.converting($0.object.value) }
        return ObjectList(items: items, resourceVersion: snapshot.resourceVersion)
    }

    /// One object as it is kept.
    ///
    /// - Parameter namespace: `nil` or empty for types of the whole cluster.
    /// - Throws: 404 if there is none.
    func stored(_ definition: ResourceDefinition, namespace: String?, name: String) throws(StatusError) -> StoredObject
    {
        let key = StoreState.Key(type: definition.groupResource, namespace: namespace ?? "", name: name)
        guard let object = state.withLock({ $0.stored(key) }) else { throw .notFound(definition, name: name) }
        return object
    }

    /// All objects of a type as they are now, without a copy of them.
    func snapshot(_ definition: ResourceDefinition) -> ObjectSnapshot {
        state.withLock { state in
            ObjectSnapshot(
                objects: state.shelves[definition.groupResource]?.objects ?? SortedObjects(),
                resourceVersion: state.revision
            )
        }
    }

    /// All objects of a type as they were at a version, or `nil` where changes since then have been forgotten.
    func snapshot(_ definition: ResourceDefinition, asOf resourceVersion: UInt64) -> ObjectSnapshot? {
        let objects = state.withLock { state in
            state.shelves[definition.groupResource, default: Shelf()].objects(asOf: resourceVersion)
        }
        return objects.map { ObjectSnapshot(objects: $0, resourceVersion: resourceVersion) }
    }
}

// MARK: Writing

extension ObjectStore {
    /// Makes a new object.
    ///
    /// - Throws: 409 if there is one of that name; 404 if the namespace is absent; 400 or 422 for what is wrong with it.
    func create(
        _ definition: ResourceDefinition,
        namespace: String?,
        object: JSONValue,
        options: WriteOptions
    ) throws(StatusError) -> WriteResult {
        let request = request(definition, namespace, "", nil, options)
        return try state.withLock { (state) throws(StatusError) in try state.create(request, object) }
    }

    /// Replaces an object, or, as subresource `status`, its status.
    ///
    /// - Throws: 404 if there is none; 409 if it changed since the resource version that the object names.
    func update(
        _ definition: ResourceDefinition,
        namespace: String?,
        name: String,
        object: JSONValue,
        subresource: String?,
        options: WriteOptions
    ) throws(StatusError) -> WriteResult {
        let request = request(definition, namespace, name, subresource, options)
        return try state.withLock { (state) throws(StatusError) in try state.update(request, object) }
    }

    /// Changes an object by a patch.
    ///
    /// - Throws: 404 if there is none; 415 for a strategic merge of a custom resource; 400 or 422 for what does not fit.
    func patch(
        _ definition: ResourceDefinition,
        namespace: String?,
        name: String,
        type: PatchType,
        body: JSONValue,
        subresource: String?,
        options: WriteOptions
    ) throws(StatusError) -> WriteResult {
        let request = request(definition, namespace, name, subresource, options)
        return try state.withLock { (state) throws(StatusError) in try state.patch(request, type, body) }
    }

    /// Makes an object what a configuration says, as far as it says anything: server-side apply.
    ///
    /// - Throws: 409 where other managers own what it would change, unless forced; 422 without a field manager; 500 for
    ///   fields that the schema does not know.
    func apply(
        _ definition: ResourceDefinition,
        namespace: String?,
        name: String,
        object: JSONValue,
        force: Bool,
        subresource: String?,
        options: WriteOptions
    ) throws(StatusError) -> WriteResult {
        let request = request(definition, namespace, name, subresource, options)
        return try state.withLock { (state) throws(StatusError) in try state.apply(request, object, force: force) }
    }

    /// Deletes an object and, unless orphaned, what it alone owns.
    ///
    /// Dependants go within the call, where a real server's garbage collector takes a moment; `foreground` deletes them
    /// first, but does not wait for those that finalizers hold.
    ///
    /// - Returns: The object while finalizers hold it, else a `Status` of success.
    /// - Throws: 404 if there is none; 409 if it is not the one that the options mean.
    func delete(
        _ definition: ResourceDefinition,
        namespace: String?,
        name: String,
        options: DeleteOptions
    ) throws(StatusError) -> JSONValue {
        let request = request(definition, namespace, name, nil, WriteOptions())
        return try state.withLock { (state) throws(StatusError) in try state.delete(request, options) }
    }
}

// MARK: Furnishing

extension ObjectStore {
    /// Takes in the objects of a fleet, unchecked.
    func furnish(_ fleet: PackageInstallFleet, as type: ResourceDefinition) {
        let time = Self.text(now())
        state.withLock { $0.furnish(fleet, as: type, time: time) }
    }

    /// Takes in objects as they are, unchecked; each gets what the server adds to every object.
    func furnish(_ objects: [JSONValue], as type: ResourceDefinition) {
        let time = Self.text(now())
        state.withLock { state in
            for object in objects { state.furnish(object, as: type, time: time) }
        }
    }
}

// MARK: Watching

extension ObjectStore {
    /// The changes of a type's objects, in order, from a version on, and without end.
    ///
    /// - Parameters:
    ///   - namespace: `nil` for all of them.
    ///   - resourceVersion: What the watcher has seen already; with `nil` or 0 all that is there comes first, as added.
    /// - Throws: 410 if changes after that version are forgotten.
    func watch(
        _ definition: ResourceDefinition,
        namespace: String?,
        from resourceVersion: UInt64?
    ) throws(StatusError) -> AsyncStream<WatchEvent> {
        let (stream, continuation) = AsyncStream.makeStream(of: WatchEvent.self)
        let type = definition.groupResource
        let watcher = Shelf.Watcher(
            definition: definition,
            namespace: definition.isNamespaced ? namespace : nil,
            continuation: continuation
        )
        // Set before the watcher is entered: it may be ended at once.
        let number = state.withLock { $0.newWatcher() }
        // Not at once: whoever cancels a task that watches holds that task's lock, for which a write waits that is just
        // telling the watcher, and holds the store's.
        continuation.onTermination = { [weak self] _ in
            Task { self?.state.withLock { state in _ = state.shelves[type]?.watchers.removeValue(forKey: number) } }
        }
        try state.withLock { (state) throws(StatusError) in
            try state.begin(watcher, number, from: resourceVersion ?? 0)
        }
        return stream
    }

    /// Tells every watcher how far the store is, in order with its changes.
    func sendBookmarks() {
        state.withLock { state in
            for watcher in state.shelves.values.flatMap(\.watchers.values) {
                watcher.continuation.yield(watcher.bookmark(state.revision))
            }
        }
    }

    /// Ends every watch.
    func endWatches() {
        let continuations = state.withLock { state in
            state.shelves.values.flatMap { $0.watchers.values.map(\.continuation) }
        }
        // Outside of the lock, since each ending takes it to leave the store.
        for continuation in continuations { continuation.finish() }
    }

    /// Forgets what happened so far: watches from before now get 410.
    func compact() {
        state.withLock { state in
            for type in Set(state.shelves.keys).union(state.catalog.definitions.map(\.groupResource)) {
                state.shelves[type, default: Shelf()].forgetHistory(upTo: state.revision)
            }
        }
    }
}
