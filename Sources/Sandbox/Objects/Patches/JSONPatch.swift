import OrderedCollections
import YAMLDocument

/// Changes to a document, one after the other (RFC 6902).
struct JSONPatch {
    private struct Operation {
        var name: String
        var path: [String]
        var from: [String]
        var value: JSONValue?
    }

    private var operations: [Operation] = []

    /// - Throws: 400 if the body is no list of operations.
    init(_ body: JSONValue) throws(StatusError) {
        guard let entries = body.array else {
            throw .badRequest("error decoding patch: expected a list of operations, found \(body.openAPIType)")
        }
        for entry in entries {
            guard let name = entry["op"]?.string, let path = entry["path"]?.string else {
                throw .badRequest("error decoding patch: expected each operation to have an op and a path")
            }
            operations.append(
                Operation(
                    name: name,
                    path: Self.tokens(path),
                    from: Self.tokens(entry["from"]?.string ?? ""),
                    value: entry["value"]
                )
            )
        }
    }

    /// The document after all operations.
    ///
    /// - Throws: 422 if one of them does not fit the document.
    func applied(to document: JSONValue) throws(StatusError) -> JSONValue {
        var document = document
        for operation in operations { try apply(operation, to: &document) }
        return document
    }

    /// What the server answers, whatever it was that did not fit.
    private static let unfit = StatusError(
        code: 422,
        reason: "Invalid",
        message: "the server rejected our request due to an error in our request",
        details: [:]
    )

    private func apply(_ operation: Operation, to document: inout JSONValue) throws(StatusError) {
        switch operation.name {
        case "add": try Self.add(try value(operation), at: operation.path[...], to: &document)
        case "remove": try Self.remove(operation.path[...], from: &document)
        case "replace" where operation.path.isEmpty: document = try value(operation)
        case "replace":
            try Self.remove(operation.path[...], from: &document)
            try Self.add(try value(operation), at: operation.path[...], to: &document)
        case "move":
            let value = try Self.value(at: operation.from[...], in: document)
            try Self.remove(operation.from[...], from: &document)
            try Self.add(value, at: operation.path[...], to: &document)
        case "copy":
            try Self.add(Self.value(at: operation.from[...], in: document), at: operation.path[...], to: &document)
        case "test":
            guard try Self.value(at: operation.path[...], in: document) == operation.value ?? .null else {
                throw Self.unfit
            }
        default: throw Self.unfit
        }
    }

    private func value(_ operation: Operation) throws(StatusError) -> JSONValue {
        guard let value = operation.value else { throw Self.unfit }
        return value
    }

    private static func tokens(_ path: String) -> [String] {
        path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { token in
            token.split(separator: "~1", omittingEmptySubsequences: false).joined(separator: "/")
                .split(separator: "~0", omittingEmptySubsequences: false).joined(separator: "~")
        }
    }

    private static func value(at path: ArraySlice<String>, in document: JSONValue) throws(StatusError) -> JSONValue {
        guard let first = path.first else { return document }
        switch document {
        case .object(let members):
            guard let inner = members[first] else { throw unfit }
            return try value(at: path.dropFirst(), in: inner)
        case .array(let values):
            guard let index = Int(first), values.indices.contains(index) else { throw unfit }
            return try value(at: path.dropFirst(), in: values[index])
        default: throw unfit
        }
    }

    private static func add(
        _ value: JSONValue,
        at path: ArraySlice<String>,
        to document: inout JSONValue
    ) throws(StatusError) {
        guard let first = path.first else {
            document = value
            return
        }
        let isLast = path.count == 1
        switch document {
        case .object(var members):
            guard isLast else {
                guard var inner = members[first] else { throw unfit }
                try add(value, at: path.dropFirst(), to: &inner)
                members[first] = inner
                document = .object(members)
                return
            }
            members[first] = value
            document = .object(members)
        case .array(var values):
            let index = first == "-" ? values.count : Int(first) ?? -1
            if isLast {
                guard (0...values.count).contains(index) else { throw unfit }
                values.insert(value, at: index)
            } else {
                guard values.indices.contains(index) else { throw unfit }
                try add(value, at: path.dropFirst(), to: &values[index])
            }
            document = .array(values)
        default: throw unfit
        }
    }

    private static func remove(_ path: ArraySlice<String>, from document: inout JSONValue) throws(StatusError) {
        guard let first = path.first else { throw unfit }
        let isLast = path.count == 1
        switch document {
        case .object(var members):
            guard var inner = members[first] else { throw unfit }
            if isLast {
                members[first] = nil
            } else {
                try remove(path.dropFirst(), from: &inner)
                members[first] = inner
            }
            document = .object(members)
        case .array(var values):
            guard let index = Int(first), values.indices.contains(index) else { throw unfit }
            if isLast {
                values.remove(at: index)
            } else {
                try remove(path.dropFirst(), from: &values[index])
            }
            document = .array(values)
        default: throw unfit
        }
    }
}
