/// Failures that a server shall show on purpose, so that clients can prove what they make of them.
public struct FaultPlan: Sendable, Hashable {
    /// What happens to a request instead of, or to, its answer.
    public enum Action: Sendable, Hashable {
        /// The request is refused with this HTTP status, such as 429, 500 or 503, without being looked at.
        ///
        /// `retryAfter` is the number of seconds in the `Retry-After` header.
        case status(Int, retryAfter: Int? = nil)
        /// The connection is reset before there is an answer.
        case connectionReset
        /// The answer comes after this time.
        case delay(Duration)
        /// The answer never comes, and the connection stays open.
        case stall
        /// The body comes at this many bytes a tenth of a second. As in `cutBody`, they count before compression.
        case slowBody(bytesPerTick: Int)
        /// The connection is reset after this many bytes of the body, though the head promised all of it.
        case cutBody(afterBytes: Int)
        /// The bearer token of the request is no longer accepted, by this request and all that follow: 401. Requests
        /// without one are passed over.
        case expireToken
        /// A watch is cut by a reset of the connection after this many events. Like the other failures of watches, it
        /// passes over all other requests.
        case cutWatch(afterEvents: Int)
        /// A watch ends in good order after this many events, as the server ends each some time.
        case endWatch(afterEvents: Int)
        /// A watch ends after this many events with an ERROR event of code 410, reason Expired.
        case expireWatch(afterEvents: Int)
        /// A watch says nothing any more after this many events, and its connection stays open.
        case silenceWatch(afterEvents: Int)
    }

    /// One failure, and which requests it strikes.
    public struct Fault: Sendable, Hashable {
        /// The HTTP method, or `nil` for all.
        public var method: String?
        /// The beginning of the path; empty for all paths.
        public var pathPrefix: String
        /// The beginning of the client's name, its `User-Agent`; empty for all clients. The sandbox's own controllers
        /// are clients, too.
        public var client: String
        /// How many of the requests that fit are spared before the first is struck.
        public var skip: Int
        /// How many are struck; `nil` for all that follow.
        public var times: Int?
        /// What happens to them.
        public var action: Action

        /// A failure; by default of the very next request.
        public init(
            _ action: Action,
            method: String? = nil,
            pathPrefix: String = "",
            client: String = "",
            skip: Int = 0,
            times: Int? = 1
        ) {
            self.method = method
            self.pathPrefix = pathPrefix
            self.client = client
            self.skip = skip
            self.times = times
            self.action = action
        }

        /// A failure of one request alone: the first that fits is number 1.
        ///
        /// With each number in turn, a test strikes every request of an operation; it has struck all of them once
        /// `APIServer.faultMatches` stays below the number.
        public init(
            _ action: Action,
            atRequest number: Int,
            method: String? = nil,
            pathPrefix: String = "",
            client: String = ""
        ) {
            self.init(action, method: method, pathPrefix: pathPrefix, client: client, skip: number - 1, times: 1)
        }
    }

    /// The failures; of several that fit a request, the first strikes.
    public var faults: [Fault]

    /// A plan; by default without any failure.
    public init(_ faults: [Fault] = []) {
        self.faults = faults
    }
}
