import HTTPTypes
import HummingbirdCore
import NIOCore

/// Compresses what is written to it, and passes it on.
struct GzipBodyWriter: ResponseBodyWriter {
    private var base: any ResponseBodyWriter
    private var stream = GzipStream()
    private var hasBegun = false

    init(_ base: any ResponseBodyWriter) { self.base = base }

    mutating func write(_ buffer: ByteBuffer) async throws {
        if !hasBegun {
            hasBegun = true
            try await base.write(ByteBuffer(bytes: GzipStream.head))
        }
        try await base.write(ByteBuffer(bytes: try stream.compress(Array(buffer: buffer))))
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        try await base.write(ByteBuffer(bytes: stream.end))
        try await base.finish(trailingHeaders)
    }
}
