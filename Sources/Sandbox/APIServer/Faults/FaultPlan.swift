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
        /// The body comes at this many bytes a tenth of a second.
        case slowBody(bytesPerTick: Int)
        /// The connection is reset after this many bytes of the body, though the head promised all of it.
        case cutBody(afterBytes: Int)
    }

    /// One failure, and which requests it strikes.
    public struct Fault: Sendable, Hashable {
        /// The HTTP method, or `nil` for all.
        public var method: String?
        /// The beginning of the path; empty for all paths.
        public var pathPrefix: String
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
            skip: Int = 0,
            times: Int? = 1
        ) {
            self.method = method
            self.pathPrefix = pathPrefix
            self.skip = skip
            self.times = times
            self.action = action
        }
    }

    /// The failures; of several that fit a request, the first strikes.
    public var faults: [Fault]

    /// A plan; by default without any failure.
    public init(_ faults: [Fault] = []) {
        self.faults = faults
    }
}
