import HTTPTransport
import OrderedCollections
import YAMLDocument

@testable import CarvelCore

extension ScriptedHTTPClient.Answer {
    /// The answer with its body in one piece.
    var response: HTTPResponse {
        let bytes = chunks.flatMap(\.self)
        let stream = AsyncStream<[UInt8]> { continuation in
            if !bytes.isEmpty { continuation.yield(bytes) }
            continuation.finish()
        }
        let body = HTTPBody { () async throws(HTTPTransportError) -> [UInt8]? in
            var iterator = stream.makeAsyncIterator()
            return await iterator.next()
        }
        return HTTPResponse(status: status, headers: headers, body: body)
    }

    /// A Status object, as servers send it.
    static func status(_ code: Int, _ reason: String, _ message: String) -> ScriptedHTTPClient.Answer {
        .json(
            [
                "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure",
                "message": .string(message), "reason": .string(reason), "code": .int(Int64(code)),
            ],
            status: code
        )
    }
}

extension InMemoryClusters.Cluster {
    /// What the server answers to one request.
    mutating func answer(
        _ request: HTTPRequest,
        _ path: String,
        _ query: [String],
        version: inout Int
    ) -> ScriptedHTTPClient.Answer {
        let parts = path.split(separator: "/").map(String.init)
        if path == "/apis/authentication.k8s.io/v1/selfsubjectreviews" {
            return user.map { .json(["status": ["userInfo": ["username": .string($0)]]], status: 201) }
                ?? Self.pageNotFound
        }
        if parts.first == "apis" {
            guard parts.count > 1, let versions = served[parts[1]] else { return Self.pageNotFound }
            if parts.count == 2 { return Self.discovery(parts[1], versions) }
            guard versions.contains(parts[2]) else { return Self.pageNotFound }
        }
        let isCollection = parts.count == (parts.first == "apis" ? 6 : 5)
        switch (request.method, isCollection) {
        case ("GET", true): return list(path, version)
        case ("GET", false):
            return objects[path].map { .json($0) } ?? .status(404, "NotFound", Self.notFound(path))
        case ("PATCH", false) where request.headers["Content-Type"] == "application/merge-patch+json":
            return mergePatch(request, path, version: &version)
        case ("PATCH", false): return apply(request, path, query, version: &version)
        case ("DELETE", false):
            return objects.removeValue(forKey: path).map { .json($0) } ?? .status(404, "NotFound", Self.notFound(path))
        default: return .status(405, "MethodNotAllowed", "the server does not allow this method")
        }
    }

    private static let pageNotFound = ScriptedHTTPClient.Answer.text("404 page not found\n", status: 404)

    private static func notFound(_ path: String) -> String {
        let parts = path.split(separator: "/").suffix(2)
        return "\(parts.first ?? "") \"\(parts.last ?? "")\" not found"
    }

    private static func discovery(_ group: String, _ versions: [String]) -> ScriptedHTTPClient.Answer {
        let entries = versions.map { version -> JSONValue in
            ["groupVersion": .string("\(group)/\(version)"), "version": .string(version)]
        }
        return .json([
            "kind": "APIGroup", "apiVersion": "v1", "name": .string(group), "versions": .array(entries),
            "preferredVersion": entries.first ?? .null,
        ])
    }

    private func list(_ path: String, _ version: Int) -> ScriptedHTTPClient.Answer {
        let items = objects.filter { $0.key.hasPrefix(path + "/") }.sorted { $0.key < $1.key }.map { entry in
            // As of a real server, the items of a list carry neither apiVersion nor kind.
            var item = entry.value
            item["apiVersion"] = nil
            item["kind"] = nil
            return item
        }
        return .json([
            "kind": "List", "apiVersion": "v1", "metadata": ["resourceVersion": .string("\(version)")],
            "items": .array(items),
        ])
    }

    private mutating func apply(
        _ request: HTTPRequest,
        _ path: String,
        _ query: [String],
        version: inout Int
    ) -> ScriptedHTTPClient.Answer {
        guard request.headers["Content-Type"] == "application/apply-patch+yaml" else {
            return .status(415, "UnsupportedMediaType", "only server-side apply is known here")
        }
        guard query.contains(where: { $0.hasPrefix("fieldManager=") }) else {
            return .status(422, "Invalid", "fieldManager is required for apply patch")
        }
        guard case .bytes(let bytes) = request.body, let wanted = try? JSONReader.value(bytes) else {
            return .status(400, "BadRequest", "error decoding YAML")
        }
        if let namespace = wanted[path: "metadata", "namespace"]?.string,
            objects["/api/v1/namespaces/\(namespace)"] == nil
        {
            return .status(404, "NotFound", "namespaces \"\(namespace)\" not found")
        }
        let before = objects[path]
        var after = Self.merge(wanted, into: before ?? .object([:]))
        guard after != before else { return .json(after) }
        version += 1
        after["metadata"]?["resourceVersion"] = .string("\(version)")
        after["metadata"]?["generation"] = .int(Int64((before?[path: "metadata", "generation"]?.int ?? 0) + 1))
        if !query.contains("dryRun=All") { objects[path] = after }
        return .json(after, status: before == nil ? 201 : 200)
    }

    private mutating func mergePatch(
        _ request: HTTPRequest,
        _ path: String,
        version: inout Int
    ) -> ScriptedHTTPClient.Answer {
        guard case .bytes(let bytes) = request.body, let change = try? JSONReader.value(bytes) else {
            return .status(400, "BadRequest", "error decoding JSON")
        }
        guard let before = objects[path] else { return .status(404, "NotFound", Self.notFound(path)) }
        version += 1
        var after = Self.patched(before, by: change)
        after["metadata"]?["resourceVersion"] = .string("\(version)")
        objects[path] = after
        return .json(after)
    }

    /// As `merge`, but that `null` takes a member away.
    private static func patched(_ present: JSONValue, by change: JSONValue) -> JSONValue {
        guard case .object(let change) = change else { return change }
        var members = present.object ?? [:]
        for (name, value) in change { members[name] = value.isNull ? nil : patched(members[name] ?? .null, by: value) }
        return .object(members)
    }

    /// Maps are merged, all else is replaced.
    private static func merge(_ wanted: JSONValue, into present: JSONValue) -> JSONValue {
        guard case .object(let wanted) = wanted, case .object(var members) = present else { return wanted }
        for (name, value) in wanted { members[name] = merge(value, into: members[name] ?? .null) }
        return .object(members)
    }
}
