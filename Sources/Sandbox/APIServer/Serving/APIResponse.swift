import CarvelCore
import HummingbirdCore
import NIOCore
import YAMLDocument

/// An answer before it is written to the connection.
struct APIResponse: Sendable {
    enum Body: Sendable {
        case bytes([UInt8])
        case list(ListBody)
        /// Written bit by bit, for as long as the client listens; the future tells when it no longer does.
        case stream(@Sendable (inout any ResponseBodyWriter, EventLoopFuture<Void>) async throws -> Void)
    }

    var status: Int
    var contentType: String
    /// What the client shall know though the request succeeded; each becomes a `Warning` header.
    var warnings: [String] = []
    /// After how many seconds a refused client may ask again.
    var retryAfter: Int?
    var body: Body

    static func json(_ value: JSONValue, status: Int = 200, contentType: String = "application/json") -> APIResponse {
        // A line break at the end, as Go's encoder writes it.
        APIResponse(status: status, contentType: contentType, body: .bytes(JSONWriter.bytes(value) + [0x0A]))
    }

    static func text(_ text: String, status: Int = 200) -> APIResponse {
        APIResponse(status: status, contentType: "text/plain; charset=utf-8", body: .bytes(Array(text.utf8)))
    }

    static func refusal(_ status: StatusError) -> APIResponse {
        var response = json(status.json, status: status.code)
        response.retryAfter = status.details?["retryAfterSeconds"]?.int
        return response
    }

    /// A path at which nothing is served: not even a Status.
    static let pageNotFound = text("404 page not found\n", status: 404)
}
