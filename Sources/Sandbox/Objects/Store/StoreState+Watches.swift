import YAMLDocument

extension StoreState {
    /// Enters a watcher under a number, after telling it what it missed.
    ///
    /// - Throws: 410 if some of that is forgotten.
    mutating func begin(_ watcher: Shelf.Watcher, _ number: Int, from version: UInt64) throws(StatusError) {
        let type = watcher.definition.groupResource
        var shelf = shelves.removeValue(forKey: type) ?? Shelf()
        defer { shelves[type] = shelf }
        if version == 0 {
            for object in shelf.objects.entries(in: watcher.namespace).map(\.object.value) {
                watcher.continuation.yield(
                    WatchEvent(
                        kind: .added,
                        object: watcher.definition.converting(object),
                        resourceVersion: UInt64(object[path: "metadata", "resourceVersion"]?.string ?? "") ?? 0
                    )
                )
            }
        } else {
            guard version >= shelf.forgotten else {
                throw .expired(requested: version, oldest: shelf.forgotten)
            }
            for change in shelf.changes(after: version) where watcher.sees(change) {
                watcher.continuation.yield(watcher.event(for: change))
            }
        }
        shelf.watchers[number] = watcher
    }
}

extension Shelf.Watcher {
    /// How far the store is, as the watcher is told of it.
    func bookmark(_ revision: UInt64) -> WatchEvent {
        WatchEvent(
            kind: .bookmark,
            object: [
                "kind": .string(definition.kind), "apiVersion": .string(definition.apiVersion),
                "metadata": ["resourceVersion": .string("\(revision)")],
            ],
            resourceVersion: revision
        )
    }
}
