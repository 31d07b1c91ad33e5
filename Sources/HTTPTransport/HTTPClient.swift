/// What sends requests. The core takes one as a value, so a test can put its own in the place of the network.
public protocol HTTPClient: Sendable {
    /// Sends a request, and returns as soon as the head of the answer is there. Any status is an answer, not an error.
    ///
    /// - Throws: why there was no answer.
    func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse
}
