import HTTPTransport
import Synchronization

/// A network in which one answer is given to every request, in the chunks in which its body arrives.
struct StubClient: HTTPClient {
    var status = 200
    var headers: HTTPHeaders = ["Content-Type": "application/json"]
    var chunks: [String] = []
    var failure: HTTPTransportError?

    func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
        if let failure { throw failure }
        let rest = Rest(chunks.map { Array($0.utf8) })
        let body = HTTPBody { () async throws(HTTPTransportError) -> [UInt8]? in rest.next() }
        return HTTPResponse(status: status, headers: headers, body: body)
    }

    private final class Rest: Sendable {
        private let chunks: Mutex<ArraySlice<[UInt8]>>

        init(_ chunks: [[UInt8]]) {
            self.chunks = Mutex(chunks[...])
        }

        func next() -> [UInt8]? { chunks.withLock { $0.popFirst() } }
    }
}

/// What a log wrote.
final class Written: Sendable {
    private let texts = Mutex<[String]>([])

    var text: String { texts.withLock { $0.joined(separator: "\n") } }

    /// The lines without their heads, which tell time and process.
    var lines: [String] {
        text.split(separator: "\n").map { line in
            guard line.hasPrefix("I"), let head = line.firstRange(of: "] ") else { return String(line) }
            return String(line[head.upperBound...])
        }
    }

    func add(_ text: String) { texts.withLock { $0.append(text) } }
}
