/// What a server answered: the head at once, the body as it arrives.
public struct HTTPResponse: Sendable {
    /// The status code.
    public var status: Int
    /// The protocol of the exchange, such as `1.1` or `2`.
    public var version: String
    /// The headers; those of a compressed form are left out once the body is unpacked.
    public var headers: HTTPHeaders
    /// The body, which can be read once.
    public var body: HTTPBody

    /// An answer made of these parts.
    public init(status: Int, version: String = "1.1", headers: HTTPHeaders = [:], body: HTTPBody) {
        self.status = status
        self.version = version
        self.headers = headers
        self.body = body
    }
}

/// The bytes of a response, as they arrive. Reading slowly holds the server back; letting go of
/// the body before its end, or cancelling the task that reads it, closes the exchange.
public struct HTTPBody: AsyncSequence, Sendable {
    /// Some bytes, never none.
    public typealias Element = [UInt8]
    /// What ended the exchange before the body's end.
    public typealias Failure = HTTPTransportError

    private let pull: @Sendable () async throws(HTTPTransportError) -> [UInt8]?
    /// All that was not pulled; `nil` where that has to be pulled, too.
    private let rest: (@Sendable (_ buffer: consuming [UInt8]) async throws(HTTPTransportError) -> [UInt8])?

    /// A body of what `next` returns, up to its first `nil`.
    public init(next: @escaping @Sendable () async throws(HTTPTransportError) -> [UInt8]?) {
        pull = next
        rest = nil
    }

    /// A body that can also be read at once.
    init(
        next: @escaping @Sendable () async throws(HTTPTransportError) -> [UInt8]?,
        rest: @escaping @Sendable (_ buffer: consuming [UInt8]) async throws(HTTPTransportError) -> [UInt8]
    ) {
        pull = next
        self.rest = rest
    }

    /// An iterator over the bytes that nobody has read yet.
    public func makeAsyncIterator() -> Iterator {
        Iterator(pull: pull)
    }

    /// Reads a body; all iterators of one body share its bytes.
    public struct Iterator: AsyncIteratorProtocol {
        let pull: @Sendable () async throws(HTTPTransportError) -> [UInt8]?

        /// The next bytes, `nil` after the last; waits for them.
        public mutating func next() async throws(HTTPTransportError) -> [UInt8]? {
            try await pull()
        }

        /// The next bytes, `nil` after the last; waits for them.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(HTTPTransportError) -> [UInt8]? {
            try await pull()
        }
    }

    /// All bytes to the end that nobody has read yet; nobody else may read them meanwhile.
    ///
    /// - Parameter buffer: what they are appended to, such as an empty array that has room for them.
    /// - Throws: what ended the exchange before the body's end.
    public func collect(
        appendedTo buffer: consuming [UInt8] = []
    ) async throws(HTTPTransportError) -> [UInt8] {
        if let rest { return try await rest(buffer) }
        var bytes = buffer
        while let chunk = try await pull() { bytes += chunk }
        return bytes
    }
}
