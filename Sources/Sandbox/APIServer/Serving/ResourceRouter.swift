import FoundationEssentials
import YAMLDocument

/// Finds what answers a request for a resource, once it is allowed.
struct ResourceRouter: Sendable {
    let store: ObjectStore
    let reads: ResourceReads
    let writes: ResourceWrites
    let reviews: AccessReviews
    let tokens: TokenRequests
    let podLogs: PodLogAnswers
    let now: @Sendable () -> Date

    func answer(_ request: APIRequest, _ place: RequestTarget.Resource) throws(StatusError) -> APIResponse {
        guard
            let definition = store.catalog.definition(group: place.group, version: place.version, plural: place.plural),
            definition.isNamespaced || place.namespace.isEmpty || place.plural == "namespaces"
        else { return .pageNotFound }
        var place = place
        // The path of a namespace object names it twice; the object itself is in no namespace.
        if !definition.isNamespaced { place.namespace = "" }

        if AccessReviews.handles(definition) { return try review(request, definition) }
        if !place.subresource.isEmpty {
            return try subresource(request, definition, place)
        }
        // Across all namespaces one can only read.
        let isAcrossNamespaces = definition.isNamespaced && place.namespace.isEmpty
        if isAcrossNamespaces, !place.name.isEmpty { return .pageNotFound }
        guard definition.verbs.contains(request.target.verb) else { throw .methodNotAllowed() }
        var response: APIResponse
        switch request.target.verb {
        case "get": response = try reads.get(request, definition, place)
        case "list": response = try reads.list(request, definition, place)
        case "watch": response = try reads.watch(request, definition, place)
        case "create" where place.name.isEmpty && !isAcrossNamespaces:
            response = try writes.create(request, definition, place)
        case "update" where !place.name.isEmpty: response = try writes.update(request, definition, place)
        case "patch" where !place.name.isEmpty: response = try writes.patch(request, definition, place)
        case "delete": response = try writes.delete(request, definition, place)
        case "deletecollection" where !isAcrossNamespaces:
            response = try writes.deleteCollection(request, definition, place)
        default: throw .methodNotAllowed()
        }
        if let warning = definition.deprecationWarning { response.warnings.insert(warning, at: 0) }
        return response
    }

    private func subresource(
        _ request: APIRequest,
        _ definition: ResourceDefinition,
        _ place: RequestTarget.Resource
    ) throws(StatusError) -> APIResponse {
        guard definition.subresources.contains(place.subresource) else { return .pageNotFound }
        switch (place.subresource, request.target.verb) {
        case ("token", "create"):
            let body = try BodyReader.object(request, kind: "TokenRequest")
            let manager = WriteParameters.manager(of: request)
            let token = try tokens.issue(body, namespace: place.namespace, name: place.name, manager: manager)
            return .json(token, status: 201)
        case ("log", "get"): return try podLogs.answer(request, definition, place)
        case ("status", "get"): return try reads.get(request, definition, place)
        case ("status", "update"), ("finalize", "update"): return try writes.update(request, definition, place)
        case ("status", "patch"): return try writes.patch(request, definition, place)
        default: throw .methodNotAllowed()
        }
    }

    private func review(_ request: APIRequest, _ definition: ResourceDefinition) throws(StatusError) -> APIResponse {
        guard request.target.verb == "create" else { throw .methodNotAllowed() }
        let answer = try reviews.answer(
            try BodyReader.object(request, kind: definition.kind),
            definition: definition,
            user: request.user,
            timestamp: now().formatted(.iso8601),
            manager: WriteParameters.manager(of: request)
        )
        return .json(answer, status: 201)
    }
}
