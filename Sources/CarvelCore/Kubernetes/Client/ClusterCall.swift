/// One request to the API, in words and as it goes over the wire.
struct ClusterCall: Sendable {
    /// For messages, such as `get secrets "x"`.
    var description: String
    var method = "GET"
    /// Path and query, below the server's address.
    var path: String
    var contentType: String?
    var body: [UInt8]?
    var accept = "application/json"
    /// Whether it may be sent again after a failure that leaves open whether it was carried out. Where nothing is said,
    /// reading may and writing may not.
    var repetition: RetryPolicy.Repetition?

    /// What repeating it may do.
    var effectiveRepetition: RetryPolicy.Repetition {
        repetition ?? (method == "GET" ? .isSafe : .changesTheOutcome)
    }
}
