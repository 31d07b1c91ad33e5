import CarvelCore
import HTTPTransport
import Synchronization
import Testing
import YAMLDocument

/// A network of one test: it knows the requests that may come, answers each of them once, and fails the test at any
/// other. Requests may come in any order, those for the same URL in that of the script.
final class ScriptedHTTPClient: HTTPClient {
    /// What a server sends back.
    struct Answer: Sendable {
        var status = 200
        var headers: HTTPHeaders = ["Content-Type": "application/json"]
        /// The body in the chunks in which it arrives.
        var chunks: [[UInt8]]
        /// What cuts the body short after its last chunk.
        var failure: HTTPTransportError?

        static func json(_ value: JSONValue, status: Int = 200) -> Answer {
            Answer(status: status, chunks: [JSONWriter.bytes(value)])
        }

        static func text(_ text: String, status: Int = 200) -> Answer {
            Answer(status: status, headers: ["Content-Type": "text/plain"], chunks: [Array(text.utf8)])
        }
    }

    private enum Reply {
        case answer(Answer)
        case failure(HTTPTransportError)
    }

    private struct State {
        var expected: [(request: String, reply: Reply)] = []
        var always: [String: Reply] = [:]
        var requests: [HTTPRequest] = []
    }

    private let state = Mutex(State())

    /// Expects a request such as `GET https://host/path?query`.
    func expect(_ request: String, _ answer: Answer) {
        state.withLock { $0.expected.append((request, .answer(answer))) }
    }

    /// Expects a request to which no answer comes.
    func expect(_ request: String, failure: HTTPTransportError) {
        state.withLock { $0.expected.append((request, .failure(failure))) }
    }

    /// Gives the same answer to a request such as `GET https://host/path?query` however often it comes.
    func expectAlways(_ request: String, _ answer: Answer) {
        state.withLock { $0.always[request] = .answer(answer) }
    }

    /// All requests so far.
    var requests: [HTTPRequest] { state.withLock { $0.requests } }

    /// The only request so far.
    func onlyRequest(sourceLocation: SourceLocation = #_sourceLocation) throws -> HTTPRequest {
        let requests = requests
        try #require(requests.count == 1, sourceLocation: sourceLocation)
        return requests[0]
    }

    /// Fails the test where an expected request did not come.
    func expectNothingLeft(sourceLocation: SourceLocation = #_sourceLocation) {
        let left = state.withLock { $0.expected.map(\.request) }
        #expect(left == [], "requests that never came", sourceLocation: sourceLocation)
    }

    func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
        let line = "\(request.method) \(request.url)"
        let reply = state.withLock { state -> Reply? in
            state.requests.append(request)
            guard let index = state.expected.firstIndex(where: { $0.request == line }) else {
                return state.always[line]
            }
            return state.expected.remove(at: index).reply
        }
        switch reply {
        case .answer(let answer):
            return HTTPResponse(status: answer.status, headers: answer.headers, body: answer.body)
        case .failure(let error): throw error
        case nil:
            Issue.record("a request that the script does not expect: \(line)")
            throw HTTPTransportError(reason: .other, message: "the script does not expect \(line)")
        }
    }
}

extension ScriptedHTTPClient.Answer {
    /// The chunks, one after the other, and what cuts them short.
    var body: HTTPBody {
        let remaining = RemainingChunks(chunks)
        let failure = failure
        return HTTPBody { () async throws(HTTPTransportError) -> [UInt8]? in
            if let chunk = remaining.next() { return chunk }
            if let failure { throw failure }
            return nil
        }
    }
}

/// The chunks that nobody has read yet.
private final class RemainingChunks: Sendable {
    private let chunks: Mutex<ArraySlice<[UInt8]>>

    init(_ chunks: [[UInt8]]) {
        self.chunks = Mutex(chunks[...])
    }

    func next() -> [UInt8]? {
        chunks.withLock { $0.popFirst() }
    }
}

extension HTTPRequest {
    /// The body as JSON.
    var jsonBody: JSONValue? {
        get throws {
            guard case .bytes(let bytes) = body else { return nil }
            return try JSONReader.value(bytes)
        }
    }
}
