import YAMLDocument

/// Answers the paths that are no resources: version, health and discovery.
struct PathRouter: Sendable {
    let store: ObjectStore
    /// Host and port, for clients that ask where the server is.
    let serverAddress: ServerAddress

    private var discovery: DiscoveryDocuments { DiscoveryDocuments(catalog: store.catalog) }
    private var openAPI: OpenAPIDocuments { OpenAPIDocuments(catalog: store.catalog) }

    func answer(_ request: APIRequest) throws(StatusError) -> APIResponse {
        guard request.method == "GET" || request.method == "HEAD" else { throw .methodNotAllowed() }
        let segments = request.target.path.split(separator: "/").map(String.init)
        switch segments.first {
        case "version" where segments.count == 1: return .json(ServerVersion.json)
        case "healthz", "livez", "readyz": return segments.count == 1 ? .text("ok") : .pageNotFound
        case "api": return core(request, segments)
        case "apis": return groups(request, segments)
        case "openapi" where segments.dropFirst().first == "v3": return openAPI(Array(segments.dropFirst(2)))
        default: return .pageNotFound
        }
    }

    private func core(_ request: APIRequest, _ segments: [String]) -> APIResponse {
        switch segments.count {
        case 1 where DiscoveryDocuments.prefersAggregated(request.accept):
            return .json(discovery.aggregated(core: true), contentType: DiscoveryDocuments.aggregatedContentType)
        case 1: return .json(discovery.coreVersions(serverAddress: serverAddress.text))
        case 2: return document(discovery.resources(group: "", version: segments[1]))
        default: return .pageNotFound
        }
    }

    private func groups(_ request: APIRequest, _ segments: [String]) -> APIResponse {
        switch segments.count {
        case 1 where DiscoveryDocuments.prefersAggregated(request.accept):
            return .json(discovery.aggregated(core: false), contentType: DiscoveryDocuments.aggregatedContentType)
        case 1: return .json(discovery.groupList)
        case 2: return document(discovery.group(segments[1]))
        case 3: return document(discovery.resources(group: segments[1], version: segments[2]))
        default: return .pageNotFound
        }
    }

    private func openAPI(_ segments: [String]) -> APIResponse {
        switch (segments.first, segments.count) {
        case (nil, _):
            var response = APIResponse.json(openAPI.index)
            response.contentType = "text/plain; charset=utf-8"
            return response
        case ("api", 2): return document(openAPI.document(group: "", version: segments[1]))
        case ("apis", 3): return document(openAPI.document(group: segments[1], version: segments[2]))
        default: return .pageNotFound
        }
    }

    private func document(_ document: JSONValue?) -> APIResponse {
        document.map { .json($0) } ?? .pageNotFound
    }
}
