import YAMLDocument

/// The part of a list that one answer holds.
struct ListPage: Sendable {
    private(set) var items: [StoredObject] = []
    let resourceVersion: UInt64
    /// `nil` on the last page.
    private(set) var next: ContinueToken?
    /// How many objects come after this page; only known without selectors.
    private(set) var remaining: Int?

    /// Reads a page of the objects of a type. What that costs depends on the page, not on the list.
    ///
    /// - Parameter namespace: `nil` for all of them.
    /// - Throws: 400 for bad parameters; 410 where the list began before what the store remembers.
    init(
        _ store: ObjectStore,
        _ definition: ResourceDefinition,
        namespace: String?,
        query: RequestQuery,
        selection: Selection
    ) throws(StatusError) {
        let token = try Self.token(query)
        let snapshot = try Self.snapshot(store, definition, query: query, token: token)
        resourceVersion = snapshot.resourceVersion
        // A list from the server's cache knows no pages.
        let isCached = token == nil && query["resourceVersion"] == "0" && query["resourceVersionMatch"] != "Exact"
        let limit = isCached ? 0 : try Self.limit(query)
        var last: ListPosition?
        for entry in snapshot.objects.entries(in: namespace, after: token?.after) {
            guard selection.isEverything || selection.contains(definition.converting(entry.object.value)) else {
                continue
            }
            if limit > 0, items.count == limit, let last {
                next = ContinueToken(resourceVersion: resourceVersion, after: last)
                break
            }
            items.append(entry.object)
            last = entry.position
        }
        guard let next, selection.isEverything else { return }
        let objects = snapshot.objects
        let end = namespace.map { objects.rank(of: .end(of: $0)) } ?? objects.count
        remaining = end - objects.rank(of: next.after) - 1
    }

    /// The list's metadata as a client sees it.
    func metadata(for definition: ResourceDefinition, isTable: Bool) -> JSONValue {
        var metadata: JSONValue = [:]
        // Lists of custom resources name the token always, others only where there is one.
        if let next {
            metadata["continue"] = .string(next.text)
        } else if definition.origin == .custom, !isTable {
            metadata["continue"] = ""
        }
        if let remaining { metadata["remainingItemCount"] = .int(Int64(remaining)) }
        metadata["resourceVersion"] = .string(String(resourceVersion))
        return metadata
    }

    // MARK: Parameters

    /// The objects at the moment that the list is about.
    private static func snapshot(
        _ store: ObjectStore,
        _ definition: ResourceDefinition,
        query: RequestQuery,
        token: ContinueToken?
    ) throws(StatusError) -> ObjectSnapshot {
        if let token {
            guard let version = token.resourceVersion else { return store.snapshot(definition) }
            if let snapshot = store.snapshot(definition, asOf: version) { return snapshot }
            throw .expiredContinuation(ContinueToken(resourceVersion: nil, after: token.after).text)
        }
        guard query["resourceVersionMatch"] == "Exact", let text = query["resourceVersion"] else {
            return store.snapshot(definition)
        }
        let version = try WatchRequest.resourceVersion(text)
        if let snapshot = store.snapshot(definition, asOf: version) { return snapshot }
        throw .expired("The resourceVersion for the provided list is too old.")
    }

    private static func token(_ query: RequestQuery) throws(StatusError) -> ContinueToken? {
        guard let text = query["continue"], !text.isEmpty else { return nil }
        guard ["", "0"].contains(query["resourceVersion"] ?? "") else {
            throw .badRequest("specifying resource version is not allowed when using continue")
        }
        return try ContinueToken(text)
    }

    private static func limit(_ query: RequestQuery) throws(StatusError) -> Int {
        guard let text = query["limit"], !text.isEmpty else { return 0 }
        guard let limit = Int(text) else {
            throw .badRequest("strconv.ParseInt: parsing \"\(text)\": invalid syntax")
        }
        return max(0, limit)
    }
}
