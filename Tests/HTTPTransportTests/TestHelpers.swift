import HTTPTransport

extension CurlClient {
    /// Sends the request and reads the body as text.
    func text(_ request: HTTPRequest) async throws(HTTPTransportError) -> String {
        String(decoding: try await send(request).body.collect(), as: UTF8.self)
    }

    /// Why a request fails, in its head or its body; `nil` if it doesn't.
    func failure(_ request: HTTPRequest) async -> HTTPTransportError? {
        do {
            _ = try await send(request).body.collect()
            return nil
        } catch {
            return error
        }
    }
}

/// What a server's thread tells the test, in order.
struct Events<Event: Sendable>: Sendable {
    private let stream: AsyncStream<Event>
    private let continuation: AsyncStream<Event>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(of: Event.self)
    }

    func send(_ event: Event) {
        continuation.yield(event)
    }

    /// The next event; waits for it.
    func next() async -> Event? {
        for await event in stream { return event }
        return nil
    }
}
