import HTTPTypes
import HummingbirdCore
import NIOCore

/// Writes answers to the connection, with the failures that a plan asks for.
struct ResponseSender: Sendable {
    /// Longer bodies go out in pieces.
    private static let pieceSize = 64 * 1024
    private static let tick = Duration.milliseconds(100)

    let connections: ConnectionRegistry

    /// - Throws: What the connection says when it breaks.
    func send(
        _ response: APIResponse,
        fault: FaultPlan.Action?,
        writer: consuming ResponseWriter,
        channel: any Channel
    ) async throws {
        switch response.body {
        case .bytes(let bytes):
            var head = Self.head(response)
            head.headerFields[.contentLength] = String(bytes.count)
            try await sendBytes(bytes, head: head, fault: fault, writer: writer, channel: channel)
        case .stream(let write):
            var body: any ResponseBodyWriter = try await writer.writeHead(Self.head(response))
            try await write(&body, channel.closeFuture)
            try await body.finish(nil)
        }
    }

    private func sendBytes(
        _ bytes: [UInt8],
        head: HTTPResponse,
        fault: FaultPlan.Action?,
        writer: consuming ResponseWriter,
        channel: any Channel
    ) async throws {
        if fault == nil, bytes.count <= Self.pieceSize {
            try await writer.write(response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
            return
        }
        var body = try await writer.writeHead(head)
        switch fault {
        case .cutBody(let count):
            try await body.write(ByteBuffer(bytes: bytes.prefix(count)))
            ConnectionRegistry.reset(connections.connection(of: channel))
            return
        case .slowBody(let bytesPerTick):
            for piece in Self.pieces(bytes, size: max(1, bytesPerTick)) {
                try await body.write(ByteBuffer(bytes: piece))
                try await Task.sleep(for: Self.tick)
            }
        default:
            for piece in Self.pieces(bytes, size: Self.pieceSize) {
                try await body.write(ByteBuffer(bytes: piece))
            }
        }
        try await body.finish(nil)
    }

    private static func pieces(_ bytes: [UInt8], size: Int) -> [ArraySlice<UInt8>] {
        stride(from: 0, to: bytes.count, by: size).map { bytes[$0..<min($0 + size, bytes.count)] }
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
