import FoundationEssentials
import HTTPTransport

/// What is wanted of a Pod's log.
struct LogWish: Sendable, Hashable {
    /// Whether the answer goes on with what is written, until it is cut.
    var follows = false
    /// Only what was written from the second on that this time is in.
    var since: Date?
}

extension ClusterClient {
    /// The log of a container, each line with the time at which it was written.
    ///
    /// A log that is followed has no time limit but for its beginning, and is not asked for again where it is cut: the
    /// caller knows best where to go on.
    ///
    /// - Parameter container: `nil` for the only one.
    func log(
        of pod: NamespacedName,
        container: String?,
        _ wish: LogWish = LogWish()
    ) async throws(ClusterError) -> LogLines {
        var parameters: [(String, String)] = []
        if let container { parameters.append(("container", container)) }
        if wish.follows { parameters.append(("follow", "true")) }
        if let since = wish.since { parameters.append(("sinceTime", since.formatted(.iso8601))) }
        parameters.append(("timestamps", "true"))
        var call = ClusterCall(
            ResourceAction("get", .pod, namespace: pod.namespace, name: pod.name, subresource: "log"),
            path: ResourceType.pod.path(namespace: pod.namespace, name: pod.name, subresource: "log"),
            query: parameters
        )
        call.accept = "*/*"
        guard wish.follows else {
            return LogLines(try await response(call, timeout: requestTimeout).body, call, self)
        }
        call.repetition = .isLeftToCaller
        return LogLines(try await head(call).body, call, self)
    }
}

/// The lines of a log as they arrive.
struct LogLines: Sendable {
    private let body: HTTPBody
    private let call: ClusterCall
    private let client: ClusterClient
    private var lines = LineSplitter()
    private var hasEnded = false

    init(_ body: HTTPBody, _ call: ClusterCall, _ client: ClusterClient) {
        self.body = body
        self.call = call
        self.client = client
    }

    /// The next line; `nil` after the last.
    ///
    /// - Throws: where the connection breaks; a line that was cut by that is not told.
    mutating func next() async throws(ClusterError) -> String? {
        while !hasEnded {
            if let line = lines.nextLine() { return String(decoding: line, as: UTF8.self) }
            let chunk: [UInt8]?
            do {
                var chunks = body.makeAsyncIterator()
                chunk = try await chunks.next()
            } catch {
                hasEnded = true
                throw client.error(call, .transport(error))
            }
            if let chunk {
                lines.append(chunk)
            } else {
                hasEnded = true
                let rest = lines.rest()
                if !rest.isEmpty { return String(decoding: rest, as: UTF8.self) }
            }
        }
        return nil
    }
}
