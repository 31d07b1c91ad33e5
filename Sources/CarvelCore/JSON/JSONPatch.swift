import OrderedCollections
public import YAMLDocument

/// Changes to a document, one after the other (RFC 6902).
public struct JSONPatch: Sendable, Hashable {
    /// The changes, in their order.
    public var operations: [JSONPatchOperation]

    /// Reads a list of operations.
    ///
    /// - Throws: `JSONPatchError` naming the first that is none.
    public init(_ body: JSONValue) throws(JSONPatchError) {
        guard let entries = body.array else { throw JSONPatchError("is no list of operations") }
        operations = []
        for (index, entry) in entries.enumerated() {
            operations.append(try Self.operation(entry, at: index))
        }
    }

    private static func operation(_ entry: JSONValue, at index: Int) throws(JSONPatchError) -> JSONPatchOperation {
        guard let name = entry["op"]?.string, let path = entry["path"]?.string else {
            throw JSONPatchError("has no op and path in operation \(index)")
        }
        func value() throws(JSONPatchError) -> JSONValue {
            guard let value = entry["value"] else { throw JSONPatchError("has no value in operation \(index)") }
            return value
        }
        func source() throws(JSONPatchError) -> [String] {
            guard let from = entry["from"]?.string else { throw JSONPatchError("has no from in operation \(index)") }
            return try tokens(from, at: index)
        }
        let place = try tokens(path, at: index)
        switch name {
        case "add": return .add(place, try value())
        case "remove": return .remove(place)
        case "replace": return .replace(place, try value())
        case "move": return .move(from: try source(), to: place)
        case "copy": return .copy(from: try source(), to: place)
        case "test": return .test(place, entry["value"] ?? .null)
        default:
            throw JSONPatchError(
                "has op \"\(name)\" in operation \(index), expected add, remove, replace, move, copy or test"
            )
        }
    }

    /// The names, or positions, that a JSON pointer (RFC 6901) leads through.
    private static func tokens(_ pointer: String, at index: Int) throws(JSONPatchError) -> [String] {
        guard pointer.isEmpty || pointer.hasPrefix("/") else {
            throw JSONPatchError("has the path \"\(pointer)\" in operation \(index), expected one that begins with /")
        }
        return pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0).replacing("~1", with: "/").replacing("~0", with: "~")
        }
    }
}

/// Why a patch is none, or does not fit a document.
public struct JSONPatchError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, as said of the patch.
    public var description: String

    init(_ description: String) {
        self.description = description
    }
}
