import HTTPTypes

/// A request with everything that the server found out about it before it answers.
struct APIRequest: Sendable {
    var method: String
    var target: RequestTarget
    var headers: HTTPFields
    /// Who asks, after impersonation.
    var user: UserInfo
    /// The whole body; empty without one.
    var body: [UInt8]

    var userAgent: String { headers[.userAgent] ?? "" }
    var accept: String? { headers[.accept] }
    var query: RequestQuery { target.query }

    /// The media type of the body, if the client named one that can be read.
    var contentType: MediaType? { headers[.contentType].flatMap { MediaType($0) } }
}
