import HTTPTransport

/// A client whose requests carry a program's own name. Servers take it for the manager of fields where a request names
/// none.
struct NamedClient: HTTPClient {
    let base: any HTTPClient
    /// Such as `kapp-controller`.
    let userAgent: String

    func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
        var request = request
        request.headers["User-Agent"] = userAgent
        return try await base.send(request)
    }
}
