import YAMLDocument

/// The part of a list that one answer holds.
struct ListPage: Sendable {
    var items: [JSONValue]
    var resourceVersion: UInt64
    /// `nil` on the last page.
    var next: ContinueToken?
    /// How many objects come after this page; only known without selectors.
    var remaining: Int?

    /// Cuts a page out of all objects of a type.
    ///
    /// - Throws: 400 for bad parameters.
    init(
        _ list: ObjectList,
        query: RequestQuery,
        selection: Selection
    ) throws(StatusError) {
        resourceVersion = list.resourceVersion
        var selected = selection.isEverything ? list.items : list.items.filter { selection.contains($0) }
        let limit = try Self.limit(query)
        if let text = query["continue"], !text.isEmpty {
            let token = try ContinueToken(text)
            selected = Array(selected.drop { Self.position(of: $0) <= token.after })
            resourceVersion = token.resourceVersion
        } else if query["resourceVersion"] == "0", query["resourceVersionMatch"] != "Exact" {
            // A list from the server's cache, which knows no pages.
            items = selected
            return
        }
        guard limit > 0, selected.count > limit, let last = selected[..<limit].last else {
            items = selected
            return
        }
        items = Array(selected[..<limit])
        next = ContinueToken(resourceVersion: resourceVersion, after: Self.position(of: last))
        if selection.isEverything { remaining = selected.count - limit }
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

    private static func limit(_ query: RequestQuery) throws(StatusError) -> Int {
        guard let text = query["limit"], !text.isEmpty else { return 0 }
        guard let limit = Int(text) else {
            throw .badRequest("strconv.ParseInt: parsing \"\(text)\": invalid syntax")
        }
        return max(0, limit)
    }

    /// Where an object stands in the order of lists, which is bytewise by namespace, then name.
    private static func position(of object: JSONValue) -> ListPosition {
        ListPosition(
            namespace: object[path: "metadata", "namespace"]?.string ?? "",
            name: object[path: "metadata", "name"]?.string ?? ""
        )
    }
}

/// A place in the order of lists: bytewise by namespace, then name.
struct ListPosition: Sendable, Hashable, Comparable {
    var namespace: String
    var name: String

    static func < (left: ListPosition, right: ListPosition) -> Bool {
        left.namespace == right.namespace
            ? left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
            : left.namespace.utf8.lexicographicallyPrecedes(right.namespace.utf8)
    }
}
