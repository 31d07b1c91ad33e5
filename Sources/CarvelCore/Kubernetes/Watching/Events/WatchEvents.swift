import HTTPTransport
import YAMLDocument

/// The events of one watch, which the server ends when it likes, and at the latest when the time is up for which it was
/// asked. An ERROR event is thrown.
public struct WatchEvents: AsyncSequence, Sendable {
    /// One change at a time.
    public typealias Element = WatchEvent
    /// An ERROR event, a connection that broke or fell silent, or a line that is no event. Nothing comes after it.
    public typealias Failure = ClusterError

    let body: HTTPBody
    /// What the errors are about.
    let call: ClusterCall
    let client: ClusterClient
    /// What is read of an event.
    let selection: JSONSelection
    /// How long nothing may come before the connection is taken for dead.
    let longestSilence: Duration

    /// Reads the answer as it comes, so it can be gone through only once.
    public func makeAsyncIterator() -> Iterator {
        Iterator(watch: self)
    }

    /// Reads an event from each line of the body, whatever chunks it comes in.
    public struct Iterator: AsyncIteratorProtocol, Sendable {
        private let watch: WatchEvents
        private var lines = LineSplitter()
        private var hasEnded = false

        fileprivate init(watch: WatchEvents) {
            self.watch = watch
        }

        /// The next event; `nil` once the server has ended the watch.
        public mutating func next() async throws(ClusterError) -> WatchEvent? {
            try await next(isolation: nil)
        }

        /// The next event, waited for on the caller's actor; `nil` once the server has ended the watch.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(ClusterError) -> WatchEvent? {
            guard !hasEnded else { return nil }
            do {
                while let line = try await nextLine() {
                    if !line.isEmpty { return try watch.event(line) }
                }
                hasEnded = true
                return nil
            } catch {
                hasEnded = true
                throw error
            }
        }

        private mutating func nextLine() async throws(ClusterError) -> [UInt8]? {
            while true {
                if let line = lines.nextLine() { return line }
                guard let chunk = try await watch.nextChunk() else { break }
                lines.append(chunk)
            }
            let rest = lines.rest()
            lines = LineSplitter()
            guard !rest.isEmpty else { return nil }
            guard (try? JSONReader.value(rest)) != nil else { throw watch.cut() }
            return rest
        }
    }

    /// The next bytes, which must come before the silence has lasted too long.
    private func nextChunk() async throws(ClusterError) -> [UInt8]? {
        let body = body
        let result = await client.session.host.clock.limited(to: longestSilence) {
            () async -> Result<[UInt8]?, HTTPTransportError> in
            do throws(HTTPTransportError) {
                var chunks = body.makeAsyncIterator()
                return .success(try await chunks.next())
            } catch {
                return .failure(error)
            }
        }
        switch result.value {
        // What comes of the cancellation is no end of the server's.
        case .success(let chunk) where chunk != nil || result.isInTime: return chunk
        case .failure(let error) where result.isInTime: throw client.error(call, .transport(error))
        case .success, .failure, nil:
            throw client.error(
                call,
                .transport(
                    HTTPTransportError(
                        reason: .timedOut,
                        message: "\(client.connection.server): the watch was silent for \(longestSilence)"
                    )
                )
            )
        }
    }

    /// What a body is that ends within an event: the server's end is none of ours.
    private func cut() -> ClusterError {
        client.error(
            call,
            .transport(
                HTTPTransportError(
                    reason: .connectionLost,
                    message: "\(client.connection.server): the watch ended within an event"
                )
            )
        )
    }

    private func event(_ line: [UInt8]) throws(ClusterError) -> WatchEvent {
        let event: JSONValue
        do {
            event = try JSONReader.value(line, reading: selection)
        } catch {
            throw client.error(call, .malformed("an event is no JSON (\(error.message))"))
        }
        let object = KubernetesObject(event["object"] ?? .null)
        switch event["type"]?.string {
        case "ADDED": return .added(object)
        case "MODIFIED": return .modified(object)
        case "DELETED": return .deleted(object)
        case "BOOKMARK": return .bookmark(object)
        case "ERROR": throw client.error(call, .status(status(line)))
        case let other: throw client.error(call, .malformed("an event of unknown type \"\(other ?? "")\""))
        }
    }

    /// The Status of an ERROR event, of which what is selected of objects leaves little.
    private func status(_ line: [UInt8]) -> APIStatus {
        let event = try? JSONReader.value(line)
        return APIStatus(event?["object"] ?? .null, code: 500)
    }
}
