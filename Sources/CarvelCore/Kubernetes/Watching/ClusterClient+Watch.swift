import HTTPTransport
import YAMLDocument

extension ClusterClient {
    /// Follows the objects of a type from now on, those that are there already first, as `added`.
    ///
    /// - Parameters:
    ///   - resourceVersion: where to go on from; by default the present.
    ///   - name: to follow one object alone.
    public func watch(
        _ type: ResourceType,
        namespace: String?,
        name: String? = nil,
        from resourceVersion: String? = nil
    ) async throws(ClusterError) -> WatchEvents {
        var parameters = [("watch", "1"), ("allowWatchBookmarks", "true")]
        if let resourceVersion { parameters.append(("resourceVersion", resourceVersion)) }
        if let name { parameters.append(("fieldSelector", "metadata.name=\(name)")) }
        let call = ClusterCall(
            description: "watch \(type.groupResource)",
            path: type.path(namespace: namespace) + URLText.query(parameters)
        )
        let response = try await response(call, timeout: nil)
        return WatchEvents(body: response.body) { cause in error(call, cause) }
    }
}

/// One change that a watch tells of.
public enum WatchEvent: Sendable, Hashable {
    case added(KubernetesObject)
    case modified(KubernetesObject)
    case deleted(KubernetesObject)
    /// Nothing changed; the object holds the resourceVersion up to which the watch has come.
    case bookmark(KubernetesObject)

    /// The object as the event tells it.
    public var object: KubernetesObject {
        switch self {
        case .added(let object), .modified(let object), .deleted(let object), .bookmark(let object): object
        }
    }
}

/// The events of one watch, which the server ends when it likes. An ERROR event is thrown.
public struct WatchEvents: AsyncSequence, Sendable {
    /// One change at a time.
    public typealias Element = WatchEvent
    /// An ERROR event, a connection that broke, or a line that is no event.
    public typealias Failure = ClusterError

    let body: HTTPBody
    let error: @Sendable (ClusterError.Cause) -> ClusterError

    /// Reads the answer as it comes, so it can be gone through only once.
    public func makeAsyncIterator() -> Iterator {
        Iterator(chunks: body.makeAsyncIterator(), error: error)
    }

    /// Cuts the body into lines, whatever chunks it comes in, and reads an event from each.
    public struct Iterator: AsyncIteratorProtocol {
        var chunks: HTTPBody.Iterator
        let error: @Sendable (ClusterError.Cause) -> ClusterError
        private var pending: [UInt8] = []
        private var searched = 0

        init(chunks: HTTPBody.Iterator, error: @escaping @Sendable (ClusterError.Cause) -> ClusterError) {
            self.chunks = chunks
            self.error = error
        }

        /// The next event; `nil` once the server has ended the watch.
        public mutating func next() async throws(ClusterError) -> WatchEvent? {
            try await next(isolation: nil)
        }

        /// The next event, waited for on the caller's actor; `nil` once the server has ended the watch.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(ClusterError) -> WatchEvent? {
            while let line = try await nextLine(isolation: actor) {
                if !line.isEmpty { return try event(line) }
            }
            return nil
        }

        private mutating func nextLine(isolation actor: isolated (any Actor)?) async throws(ClusterError) -> [UInt8]? {
            while true {
                if let end = pending[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                    let line = Array(pending[..<end])
                    pending.removeFirst(end + 1)
                    searched = 0
                    return line
                }
                searched = pending.count
                let chunk: [UInt8]?
                do {
                    chunk = try await chunks.next(isolation: actor)
                } catch {
                    throw self.error(.transport(error))
                }
                guard let chunk else { return nil }
                pending += chunk
            }
        }

        private func event(_ line: [UInt8]) throws(ClusterError) -> WatchEvent {
            let event: JSONValue
            do {
                event = try JSONReader.value(line)
            } catch {
                throw self.error(.malformed("an event is no JSON (\(error.message))"))
            }
            let object = KubernetesObject(event["object"] ?? .null)
            switch event["type"]?.string {
            case "ADDED": return .added(object)
            case "MODIFIED": return .modified(object)
            case "DELETED": return .deleted(object)
            case "BOOKMARK": return .bookmark(object)
            case "ERROR": throw error(.status(APIStatus(object.json, code: 500)))
            case let other: throw error(.malformed("an event of unknown type \"\(other ?? "")\""))
            }
        }
    }
}
