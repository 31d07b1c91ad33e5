import HTTPTransport

/// The way in which a controller asks its cluster: under its own name.
struct ControllerHTTP: HTTPClient {
    let base: any HTTPClient
    /// Such as `kapp-controller`. Servers take it for the manager of fields where a request names none.
    let userAgent: String

    func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
        var request = request
        request.headers["User-Agent"] = userAgent
        return try await base.send(request)
    }
}
