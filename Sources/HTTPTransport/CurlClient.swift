/// The network: sends requests with libcurl, on a few threads of its own.
///
/// Connections are kept and shared between requests (by multiplexing where the server speaks HTTP/2), but never
/// between requests with different `TLSOptions`. Redirects are not followed. The client lives as long as one of its
/// bodies is still held; after that its threads and their connections end by themselves.
public final class CurlClient: HTTPClient, Sendable {
    private let threads: CurlThreads

    /// A client with no connection yet.
    ///
    /// - Parameter maxConnectionsPerHost: how many connections to one host may be open at a time; requests beyond
    ///   that wait for one. `nil` for no limit. A body that is not read holds its connection, unless over HTTP/2.
    public init(maxConnectionsPerHost: Int? = nil) {
        threads = CurlThreads(maxConnectionsPerHost: maxConnectionsPerHost)
    }

    deinit {
        // Not waiting: the last reference may go anywhere, on one of the threads too.
        threads.stop()
    }

    /// Sends a request, and returns as soon as the head of the answer is there.
    ///
    /// Cancelling the task, or letting go of the response before its body's end, closes the exchange at once.
    ///
    /// - Throws: why there was no answer; the message names the server's host and port.
    public func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
        let prepared = try PreparedRequest(request, environment: ProxyEnvironment.current())
        let exchange = Exchange(
            request: prepared,
            commands: threads.commands(for: prepared.proxy?.server ?? prepared.server)
        )
        let owner = ExchangeOwner(exchange: exchange, client: self)
        let head = try await exchange.begin()
        return HTTPResponse(
            status: head.status,
            version: head.version,
            headers: head.headers,
            body: HTTPBody(
                next: { () throws(HTTPTransportError) in try await owner.exchange.next() },
                rest: { buffer throws(HTTPTransportError) in try await owner.exchange.rest(appendedTo: buffer) }
            )
        )
    }

    /// Ends every exchange with the reason `cancelled`, closes all connections, and waits for the threads' end, which
    /// takes milliseconds. What is sent afterwards fails with the same reason.
    public func shutdown() {
        threads.stop()
        threads.join()
    }
}

/// Held by whoever may still read the body: when the last one lets go, the exchange ends.
private final class ExchangeOwner: Sendable {
    let exchange: Exchange
    private let client: CurlClient

    init(exchange: Exchange, client: CurlClient) {
        self.exchange = exchange
        self.client = client
    }

    deinit {
        exchange.cancel()
    }
}
