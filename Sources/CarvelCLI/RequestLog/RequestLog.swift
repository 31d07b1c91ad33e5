import CarvelCore
import HTTPTransport
import Synchronization

/// Tells of each request on stderr, in the form of `kubectl -v`: from level 6 method, address, status and time, from 7
/// the request's headers, from 8 the answer's headers and the bodies, from 9 a curl command. Credentials are masked at
/// every level.
///
/// Several requests may be under way at a time, so what belongs together is written in one go.
struct RequestLog: HTTPClient {
    let client: any HTTPClient
    let level: Int
    /// Where the log goes.
    let write: @Sendable (String) -> Void

    /// The lowest level at which there is anything to tell.
    static let lowestLevel = 6

    func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
        let format = RequestLogFormat(level: level)
        let sent = level >= 8 ? Self.body(of: request) : nil
        put(format.beginning(request, body: sent))
        let start = ContinuousClock.now
        do {
            var response = try await client.send(request)
            put(format.end(request, response, after: ContinuousClock.now - start))
            if level >= 8 { response.body = logged(response.body, of: request, sent, format) }
            return response
        } catch {
            put(format.failure(request, error, after: ContinuousClock.now - start))
            throw error
        }
    }

    private func put(_ lines: [String]) {
        if !lines.isEmpty { write(lines.joined(separator: "\n")) }
    }

    private static func body(of request: HTTPRequest) -> LoggedBody {
        switch request.body {
        case .none: LoggedBody(bytes: [], url: request.url)
        case .bytes(let bytes): LoggedBody(bytes: bytes, url: request.url)
        case .stream: .unknown
        }
    }

    /// A body that is told of once its reader has come to its end, or, of a watch, line by line.
    private func logged(
        _ body: HTTPBody,
        of request: HTTPRequest,
        _ sent: LoggedBody?,
        _ format: RequestLogFormat
    ) -> HTTPBody {
        let isWatch = request.url.contains("watch=")
        let kept = Mutex<[UInt8]>([])
        @Sendable func tell(_ bytes: [UInt8]) {
            put(format.answer(LoggedBody(bytes: bytes, url: request.url, answering: sent)))
        }
        return HTTPBody { () async throws(HTTPTransportError) -> [UInt8]? in
            var chunks = body.makeAsyncIterator()
            let chunk = try await chunks.next()
            guard let chunk else {
                let rest = kept.withLock { kept in
                    defer { kept = [] }
                    return kept
                }
                if !isWatch || !rest.isEmpty { tell(rest) }
                return nil
            }
            let events = kept.withLock { kept in
                kept += chunk
                return isWatch ? Self.takeLines(from: &kept) : []
            }
            for event in events { tell(event) }
            return chunk
        }
    }

    /// Takes the lines that are whole, with their ends.
    private static func takeLines(from bytes: inout [UInt8]) -> [[UInt8]] {
        guard let end = bytes.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
        let lines = bytes[...end].split(separator: UInt8(ascii: "\n")).map { Array($0) + [UInt8(ascii: "\n")] }
        bytes.removeFirst(end + 1)
        return lines
    }
}
