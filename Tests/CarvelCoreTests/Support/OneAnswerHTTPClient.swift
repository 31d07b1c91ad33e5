import HTTPTransport
import Synchronization

/// A network that gives the same answer to whatever is asked, and notes what that was.
final class OneAnswerHTTPClient: HTTPClient {
    private let answer: ScriptedHTTPClient.Answer
    private let asked = Mutex<[HTTPRequest]>([])

    init(_ answer: ScriptedHTTPClient.Answer) {
        self.answer = answer
    }

    /// All requests so far.
    var requests: [HTTPRequest] { asked.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
        asked.withLock { $0.append(request) }
        return HTTPResponse(status: answer.status, headers: answer.headers, body: answer.body)
    }
}
