import HTTPTransport

/// A network on which the test itself is the server: it takes each request when it comes, and sends the answer piece by
/// piece while the client waits.
final class HeldHTTPClient: HTTPClient {
    /// One request, and its answer as far as the test has sent it.
    final class Exchange: Sendable {
        let request: HTTPRequest
        private let chunks: AsyncStream<[UInt8]>.Continuation
        private let release: AsyncStream<Void>

        fileprivate init(
            _ request: HTTPRequest,
            _ chunks: AsyncStream<[UInt8]>.Continuation,
            release: AsyncStream<Void>
        ) {
            self.request = request
            self.chunks = chunks
            self.release = release
        }

        func send(_ text: String) {
            chunks.yield(Array(text.utf8))
        }

        func end() {
            chunks.finish()
        }

        /// Waits until nobody can read the answer any more.
        func untilLetGo() async {
            for await _ in release {}
        }
    }

    private let exchanges: AsyncStream<Exchange>
    private let arrivals: AsyncStream<Exchange>.Continuation

    init() {
        (exchanges, arrivals) = AsyncStream.makeStream()
    }

    /// The next request, waited for.
    func request() async -> Exchange? {
        for await exchange in exchanges { return exchange }
        return nil
    }

    func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
        let (chunks, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        let (release, releaseContinuation) = AsyncStream.makeStream(of: Void.self)
        arrivals.yield(Exchange(request, continuation, release: release))
        let reading = Reading(chunks: chunks, release: releaseContinuation)
        return HTTPResponse(status: 200, body: HTTPBody { await reading.next() })
    }
}

/// The client's end of an answer, which tells when it is gone.
private final class Reading: Sendable {
    private let chunks: AsyncStream<[UInt8]>
    private let release: AsyncStream<Void>.Continuation

    init(chunks: AsyncStream<[UInt8]>, release: AsyncStream<Void>.Continuation) {
        self.chunks = chunks
        self.release = release
    }

    deinit {
        release.finish()
    }

    func next() async -> [UInt8]? {
        for await chunk in chunks { return chunk }
        return nil
    }
}
