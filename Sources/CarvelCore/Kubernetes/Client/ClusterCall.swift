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
    /// What is done with which object, as access control sees it; `nil` for what is not about objects.
    var action: ResourceAction?

    /// What repeating it may do.
    var effectiveRepetition: RetryPolicy.Repetition {
        repetition ?? (method == "GET" ? .isSafe : .changesTheOutcome)
    }
}

extension ClusterCall {
    /// A request to do something with an object, or with all objects of a type.
    ///
    /// - Parameters:
    ///   - word: what the user calls it; by default the verb.
    ///   - query: parameters of the URL.
    init(
        _ action: ResourceAction,
        word: String? = nil,
        method: String = "GET",
        path: String,
        query: [(String, String)] = []
    ) {
        self.init(
            description: "\(word ?? action.verb) \(action.subject)",
            method: method,
            path: path + URLText.query(query),
            action: action
        )
    }
}
