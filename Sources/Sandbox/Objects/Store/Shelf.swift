import YAMLDocument

/// The objects of one resource type, with their history and those who watch it.
struct Shelf {
    /// The objects of one namespace.
    struct Folder {
        /// Sorted, so that lists need not be.
        private(set) var names: [String] = []
        private(set) var objects: [String: JSONValue] = [:]

        mutating func put(_ object: JSONValue, _ name: String) {
            if objects.updateValue(object, forKey: name) == nil { names.insert(name, at: place(of: name)) }
        }

        mutating func remove(_ name: String) {
            if objects.removeValue(forKey: name) != nil { names.remove(at: place(of: name)) }
        }

        /// The index of the first name that is not less.
        private func place(of name: String) -> Int {
            var range = names.startIndex..<names.endIndex
            while !range.isEmpty {
                let middle = range.lowerBound + range.count / 2
                range = names[middle] < name ? (middle + 1)..<range.upperBound : range.lowerBound..<middle
            }
            return range.lowerBound
        }
    }

    /// One write, as it is remembered for watches that begin before it.
    struct Change {
        var kind: WatchEvent.Kind
        var namespace: String
        /// In the version in which objects are kept.
        var object: JSONValue
        var previous: JSONValue?
        var resourceVersion: UInt64
    }

    struct Watcher {
        var definition: ResourceDefinition
        /// `nil` for all namespaces.
        var namespace: String?
        var continuation: AsyncStream<WatchEvent>.Continuation
    }

    /// How many changes are remembered at least; older ones are forgotten in batches of that size.
    private static let leastHistory = 20_000

    private(set) var folders: [String: Folder] = [:]
    private(set) var history: [Change] = []
    /// The last version whose change is forgotten.
    private(set) var forgotten: UInt64 = 0
    var watchers: [Int: Watcher] = [:]
}

extension Shelf {
    subscript(namespace: String, name: String) -> JSONValue? { folders[namespace]?.objects[name] }

    /// The objects of one namespace or, with `nil`, of all, sorted by namespace and name.
    func objects(in namespace: String?) -> [JSONValue] {
        let chosen = namespace.map { [$0] } ?? folders.keys.sorted()
        return chosen.flatMap { key in
            guard let folder = folders[key] else { return [JSONValue]() }
            return folder.names.compactMap { folder.objects[$0] }
        }
    }

    /// Keeps an object in its new state, and tells of it.
    mutating func put(_ object: JSONValue, namespace: String, name: String, resourceVersion: UInt64) {
        let previous = self[namespace, name]
        folders[namespace, default: Folder()].put(object, name)
        record(
            Change(
                kind: previous == nil ? .added : .modified,
                namespace: namespace,
                object: object,
                previous: previous,
                resourceVersion: resourceVersion
            )
        )
    }

    /// Takes an object out, and tells of it with its last state.
    mutating func remove(_ last: JSONValue, namespace: String, name: String, resourceVersion: UInt64) {
        let previous = self[namespace, name]
        folders[namespace]?.remove(name)
        record(
            Change(
                kind: .deleted,
                namespace: namespace,
                object: last,
                previous: previous,
                resourceVersion: resourceVersion
            )
        )
    }

    /// The changes after a version.
    func changes(after version: UInt64) -> ArraySlice<Change> {
        var range = history.startIndex..<history.endIndex
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            range =
                history[middle].resourceVersion <= version
                ? (middle + 1)..<range.upperBound : range.lowerBound..<middle
        }
        return history[range.lowerBound...]
    }

    /// Forgets all changes so far.
    mutating func forgetHistory(upTo version: UInt64) {
        history = []
        forgotten = version
    }

    private mutating func record(_ change: Change) {
        history.append(change)
        if history.count > 2 * Self.leastHistory {
            forgotten = history[Self.leastHistory - 1].resourceVersion
            history.removeFirst(Self.leastHistory)
        }
        for watcher in watchers.values where watcher.sees(change) {
            watcher.continuation.yield(watcher.event(for: change))
        }
    }
}

extension Shelf.Watcher {
    func sees(_ change: Shelf.Change) -> Bool { namespace == nil || namespace == change.namespace }

    /// The change as this watcher is told of it: in its version.
    func event(for change: Shelf.Change) -> WatchEvent {
        WatchEvent(
            kind: change.kind,
            object: definition.converting(change.object),
            previous: change.previous.map(definition.converting),
            resourceVersion: change.resourceVersion
        )
    }
}
