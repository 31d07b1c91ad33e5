import OrderedCollections
public import YAMLDocument

extension JSONPatch {
    /// The document after all operations.
    ///
    /// - Throws: `JSONPatchError` naming the first that does not fit the document.
    public func applied(to document: JSONValue) throws(JSONPatchError) -> JSONValue {
        var document = document
        for operation in operations { try Self.apply(operation, to: &document) }
        return document
    }

    private static func apply(_ operation: JSONPatchOperation, to document: inout JSONValue) throws(JSONPatchError) {
        switch operation {
        case .add(let path, let value): try add(value, at: path[...], to: &document)
        case .remove(let path): try remove(path[...], from: &document)
        case .replace([], let value): document = value
        case .replace(let path, let value):
            try remove(path[...], from: &document)
            try add(value, at: path[...], to: &document)
        case .move(let from, let path):
            let value = try value(at: from[...], in: document)
            try remove(from[...], from: &document)
            try add(value, at: path[...], to: &document)
        case .copy(let from, let path): try add(try value(at: from[...], in: document), at: path[...], to: &document)
        case .test(let path, let value):
            guard try self.value(at: path[...], in: document) == value else {
                throw JSONPatchError("finds another value at /\(path.joined(separator: "/")) than its test says")
            }
        }
    }

    private static func unfit(_ name: String) -> JSONPatchError {
        JSONPatchError("finds no \"\(name)\" where its path leads")
    }

    private static func value(at path: ArraySlice<String>, in document: JSONValue) throws(JSONPatchError) -> JSONValue {
        guard let first = path.first else { return document }
        let inner: JSONValue? =
            switch document {
            case .object(let members): members[first]
            case .array(let values): Int(first).flatMap { values.indices.contains($0) ? values[$0] : nil }
            default: nil
            }
        guard let inner else { throw unfit(first) }
        return try value(at: path.dropFirst(), in: inner)
    }

    private static func add(
        _ value: JSONValue,
        at path: ArraySlice<String>,
        to document: inout JSONValue
    ) throws(JSONPatchError) {
        guard let first = path.first else {
            document = value
            return
        }
        let isLast = path.count == 1
        switch document {
        case .object(var members):
            if isLast {
                members[first] = value
            } else {
                guard var inner = members[first] else { throw unfit(first) }
                try add(value, at: path.dropFirst(), to: &inner)
                members[first] = inner
            }
            document = .object(members)
        case .array(var values):
            let index = first == "-" ? values.count : Int(first) ?? -1
            if isLast {
                guard (0...values.count).contains(index) else { throw unfit(first) }
                values.insert(value, at: index)
            } else {
                guard values.indices.contains(index) else { throw unfit(first) }
                try add(value, at: path.dropFirst(), to: &values[index])
            }
            document = .array(values)
        default: throw unfit(first)
        }
    }

    private static func remove(
        _ path: ArraySlice<String>,
        from document: inout JSONValue
    ) throws(JSONPatchError) {
        guard let first = path.first else { throw JSONPatchError("removes the whole document") }
        let isLast = path.count == 1
        switch document {
        case .object(var members):
            guard var inner = members[first] else { throw unfit(first) }
            if isLast {
                members[first] = nil
            } else {
                try remove(path.dropFirst(), from: &inner)
                members[first] = inner
            }
            document = .object(members)
        case .array(var values):
            guard let index = Int(first), values.indices.contains(index) else { throw unfit(first) }
            if isLast {
                values.remove(at: index)
            } else {
                try remove(path.dropFirst(), from: &values[index])
            }
            document = .array(values)
        default: throw unfit(first)
        }
    }
}
