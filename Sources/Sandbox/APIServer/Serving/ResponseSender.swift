import HTTPTypes
import HummingbirdCore
import NIOCore
import YAMLDocument

/// Writes answers to the connection, with the failures that a plan asks for.
struct ResponseSender: Sendable {
    /// Longer bodies go out in pieces.
    private static let pieceSize = 64 * 1024

    let connections: ConnectionRegistry
    let stopSignal: StopSignal

    /// - Parameter acceptsGzip: Whether the client takes compressed bodies.
    /// - Throws: What the connection says when it breaks.
    func send(
        _ response: APIResponse,
        acceptsGzip: Bool,
        fault: FaultPlan.Action?,
        writer: consuming ResponseWriter,
        channel: any Channel
    ) async throws {
        let head = Self.head(response)
        switch response.body {
        case .bytes(let bytes) where bytes.count <= Self.pieceSize && fault == nil:
            try await writer.write(
                response: Self.head(head, length: bytes.count),
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
            )
        case .bytes(let bytes):
            let pieces = stride(from: 0, to: bytes.count, by: Self.pieceSize).lazy.map {
                Array(bytes[$0..<min($0 + Self.pieceSize, bytes.count)])
            }
            try await send(pieces, length: bytes.count, acceptsGzip, head, fault, writer, channel)
        case .list(let list):
            try await send(list.pieces(ofAbout: Self.pieceSize), length: nil, acceptsGzip, head, fault, writer, channel)
        case .stream(let write):
            let body = try await writer.writeHead(head)
            try await finish(body, fault, channel) { body in
                try (body as? FaultyBodyWriter)?.checkEvents()
                try await write(&body, channel.closeFuture)
            }
        }
    }

    /// Sends the pieces of a body as they come; whether to compress shows once there is enough of it.
    private func send(
        _ pieces: some Sequence<[UInt8]>,
        length: Int?,
        _ acceptsGzip: Bool,
        _ head: HTTPResponse,
        _ fault: FaultPlan.Action?,
        _ writer: consuming ResponseWriter,
        _ channel: any Channel
    ) async throws {
        var rest = pieces.makeIterator()
        var first: [[UInt8]] = []
        var size = 0
        while size < GzipStream.threshold, let piece = rest.next() {
            first.append(piece)
            size += piece.count
        }
        let isCompressed = acceptsGzip && size >= GzipStream.threshold
        var head = head
        if isCompressed {
            head.headerFields[.contentEncoding] = "gzip"
            head.headerFields[.vary] = "Accept-Encoding"
        } else if let length = size < GzipStream.threshold ? size : length {
            head = Self.head(head, length: length)
        }
        var body: any ResponseBodyWriter = try await writer.writeHead(head)
        if isCompressed { body = GzipBodyWriter(body) }
        try await finish(body, fault, channel) { body in
            var waiting = first[...]
            while let piece = waiting.popFirst() ?? rest.next() {
                try await body.write(ByteBuffer(bytes: piece))
            }
        }
    }

    /// Writes a body to its end, or as far as the failure lets it come.
    private func finish(
        _ body: any ResponseBodyWriter,
        _ fault: FaultPlan.Action?,
        _ channel: any Channel,
        _ write: (inout any ResponseBodyWriter) async throws -> Void
    ) async throws {
        guard let fault else {
            var body = body
            try await write(&body)
            try await body.finish(nil)
            return
        }
        var faulty: any ResponseBodyWriter = FaultyBodyWriter(body, fault: fault)
        do {
            try await write(&faulty)
            try await faulty.finish(nil)
        } catch let interruption as FaultyBodyWriter.Interruption {
            try await interrupt(body, interruption, channel)
        }
    }

    private func interrupt(
        _ body: any ResponseBodyWriter,
        _ interruption: FaultyBodyWriter.Interruption,
        _ channel: any Channel
    ) async throws {
        switch interruption {
        case .reset: ConnectionRegistry.reset(connections.connection(of: channel))
        case .end: try await body.finish(nil)
        case .expiry:
            var body = body
            let status = StatusError.expired("The resourceVersion for the provided watch is too old.")
            try await body.write(ByteBuffer(bytes: WatchEventEncoder.failure(status)))
            try await body.finish(nil)
        case .silence:
            await ConnectionPause(closed: channel.closeFuture, stopSignal: stopSignal).wait(nil)
        }
    }

    // MARK: Heads

    private static func head(_ head: HTTPResponse, length: Int) -> HTTPResponse {
        var head = head
        head.headerFields[.contentLength] = String(length)
        return head
    }

    private static func head(_ response: APIResponse) -> HTTPResponse {
        var fields = HTTPFields()
        fields[.contentType] = response.contentType
        fields[.cacheControl] = "no-cache, private"
        if let seconds = response.retryAfter { fields[.retryAfter] = String(seconds) }
        if let warning = HTTPField.Name("Warning") {
            for text in response.warnings {
                fields.append(HTTPField(name: warning, value: "299 - \(quoted(text))"))
            }
        }
        return HTTPResponse(status: HTTPResponse.Status(code: response.status), headerFields: fields)
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for character in text {
            if character == "\"" || character == "\\" { quoted.append("\\") }
            quoted.append(character)
        }
        return quoted + "\""
    }
}
