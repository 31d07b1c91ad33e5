import Synchronization

/// What a server remembers of a request, for tests and for people who wonder what a client does.
public struct RequestRecord: Sendable, Hashable {
    /// The HTTP method.
    public var method: String
    /// The path and query as the client sent them.
    public var path: String
    /// As whom the request was answered; empty where it failed before that was known.
    public var user: String
    /// The client's `User-Agent`.
    public var userAgent: String
    /// The HTTP status of the answer; 0 where the connection was reset instead.
    public var status: Int
}

/// The requests that a server has answered, oldest first.
final class RequestLog: Sendable {
    /// Old records go when there are more than this, so that a long-lived sandbox does not grow.
    private static let limit = 10_000

    private let records = Mutex<[RequestRecord]>([])

    var all: [RequestRecord] { records.withLock { $0 } }

    func add(_ record: RequestRecord) {
        records.withLock { records in
            if records.count >= Self.limit { records.removeFirst(Self.limit / 2) }
            records.append(record)
        }
    }
}
