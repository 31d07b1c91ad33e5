import YAMLDocument

/// The objects of one resource type, with their history and those who watch it.
struct Shelf {
    /// One write, as it is remembered for watches that begin before it, and for lists of before.
    struct Change {
        var kind: WatchEvent.Kind
        var position: ListPosition
        /// In the version in which objects are kept; for a deletion the last state.
        var object: StoredObject
        var previous: StoredObject?
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

    private(set) var objects = SortedObjects()
    private(set) var history: [Change] = []
    /// The last version whose change is forgotten.
    private(set) var forgotten: UInt64 = 0
    var watchers: [Int: Watcher] = [:]
    /// The last moment that was asked for again, which the next page of the same list asks for, too.
    private var recalled: (resourceVersion: UInt64, objects: SortedObjects)?
}

extension Shelf {
    subscript(position: ListPosition) -> StoredObject? { objects[position] }

    /// Keeps an object in its new state, and tells of it.
    mutating func put(_ object: StoredObject, at position: ListPosition, resourceVersion: UInt64) {
        let previous = objects.put(object, at: position)
        record(
            Change(
                kind: previous == nil ? .added : .modified,
                position: position,
                object: object,
                previous: previous,
                resourceVersion: resourceVersion
            )
        )
    }

    /// Takes an object out, and tells of it with its last state.
    mutating func remove(_ last: StoredObject, at position: ListPosition, resourceVersion: UInt64) {
        let previous = objects.remove(position)
        record(
            Change(
                kind: .deleted,
                position: position,
                object: last,
                previous: previous,
                resourceVersion: resourceVersion
            )
        )
    }

    /// The objects as they were at a version, or `nil` if too much has been forgotten since.
    mutating func objects(asOf version: UInt64) -> SortedObjects? {
        guard version >= forgotten else { return nil }
        guard let last = history.last, last.resourceVersion > version else { return objects }
        if let recalled, recalled.resourceVersion == version { return recalled.objects }
        var past = objects
        for change in changes(after: version).reversed() {
            if let previous = change.previous {
                past.put(previous, at: change.position)
            } else {
                past.remove(change.position)
            }
        }
        recalled = (version, past)
        return past
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
        recalled = nil
        forgotten = version
    }

    private mutating func record(_ change: Change) {
        history.append(change)
        if history.count > 2 * Self.leastHistory {
            forgotten = history[Self.leastHistory - 1].resourceVersion
            history.removeFirst(Self.leastHistory)
            recalled = nil
        }
        for watcher in watchers.values where watcher.sees(change) {
            watcher.continuation.yield(watcher.event(for: change))
        }
    }
}

extension Shelf.Watcher {
    func sees(_ change: Shelf.Change) -> Bool { namespace == nil || namespace == change.position.namespace }

    /// The change as this watcher is told of it: in its version.
    func event(for change: Shelf.Change) -> WatchEvent {
        WatchEvent(
            kind: change.kind,
            object: definition.converting(change.object.value),
            previous: change.previous.map { definition.converting($0.value) },
            resourceVersion: change.resourceVersion
        )
    }
}
