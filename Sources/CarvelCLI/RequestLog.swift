import HTTPTransport

/// Tells of each request on stderr: method, address, status and time. Headers and bodies, which may hold secrets, are
/// left out.
struct RequestLog: HTTPClient {
    let client: any HTTPClient
    let console: Console

    func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
        let start = ContinuousClock.now
        func tell(_ end: String) {
            let (seconds, attoseconds) = (ContinuousClock.now - start).components
            let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
            console.talk("\(request.method) \(request.url) \(end) in \(milliseconds) milliseconds")
        }
        do {
            let response = try await client.send(request)
            tell("\(response.status)")
            return response
        } catch {
            tell("failed (\(error.message))")
            throw error
        }
    }
}
