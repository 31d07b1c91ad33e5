public import YAMLDocument

/// One step of a JSON patch (RFC 6902). Paths are given as the names, or positions, on the way from the root.
public enum JSONPatchOperation: Sendable, Hashable {
    /// Puts a value there: in an object in the place of one that is there, in an array before it; `-` is the end.
    case add([String], JSONValue)
    /// Takes away a value, which must be there.
    case remove([String])
    /// Puts a value in the place of another, which must be there.
    case replace([String], JSONValue)
    /// Takes a value away from one place, and puts it in another.
    case move(from: [String], to: [String])
    /// Puts a value also in another place.
    case copy(from: [String], to: [String])
    /// Stops everything unless the value there is this one.
    case test([String], JSONValue)

    /// The operation as a patch carries it.
    var json: JSONValue {
        switch self {
        case .add(let path, let value): ["op": "add", "path": Self.pointer(path), "value": value]
        case .remove(let path): ["op": "remove", "path": Self.pointer(path)]
        case .replace(let path, let value): ["op": "replace", "path": Self.pointer(path), "value": value]
        case .move(let from, let to): ["op": "move", "from": Self.pointer(from), "path": Self.pointer(to)]
        case .copy(let from, let to): ["op": "copy", "from": Self.pointer(from), "path": Self.pointer(to)]
        case .test(let path, let value): ["op": "test", "path": Self.pointer(path), "value": value]
        }
    }

    /// A path as a JSON pointer (RFC 6901).
    private static func pointer(_ path: [String]) -> JSONValue {
        .string(path.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined())
    }
}
