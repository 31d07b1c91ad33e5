internal import Synchronization

/// The request's body on its way out.
struct Upload {
    /// Bytes at hand, and how many of them libcurl has.
    var chunk: [UInt8] = []
    var sent = 0
    /// Where more comes from; `nil` when `chunk` is the last.
    var source: (@Sendable () async throws -> [UInt8]?)?
    /// The task that waits for the source's next chunk.
    var pulling: Task<Void, Never>?
    /// Whether anything of a source was taken, which can't be had again.
    var sourceIsTouched = false
    var isHeld = false
    var hasEnded = false

    init(_ body: HTTPRequest.Body) {
        switch body {
        case .none: break
        case .bytes(let bytes): chunk = bytes
        case .stream(let next): source = next
        }
    }
}

extension Exchange {
    /// What libcurl's wish for more of the body came to.
    enum Supply {
        /// So many bytes are in the room; 0 is the body's end.
        case filled(Int)
        /// `resume` follows when there is more.
        case nothingYet
        /// The exchange is over.
        case unwanted
    }

    /// Gives libcurl the next bytes of the request's body.
    func fill(_ room: UnsafeMutableRawBufferPointer) -> Supply {
        upload.withLock { upload in
            if upload.hasEnded { return .unwanted }
            let left = upload.chunk.count - upload.sent
            if left > 0 {
                let count = min(left, room.count)
                upload.chunk.withUnsafeBytes { bytes in
                    room.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[upload.sent..<(upload.sent + count)]))
                }
                upload.sent += count
                return .filled(count)
            }
            guard let source = upload.source else { return .filled(0) }
            upload.isHeld = true
            if upload.pulling == nil {
                upload.sourceIsTouched = true
                upload.pulling = Task { await self.pull(source) }
            }
            return .nothingYet
        }
    }

    /// Goes back in the body, which libcurl needs when a kept connection turns out to be dead: it then sends the request
    /// again by itself, since nothing was answered. The server may have carried it out all the same, so that only what
    /// may be done twice goes again.
    ///
    /// - Returns: whether the bytes from there on can be had again.
    func rewindUpload(to offset: Int) -> Bool {
        upload.withLock { upload in
            guard !upload.sourceIsTouched, offset >= 0, offset <= upload.chunk.count else { return false }
            guard request.isIdempotent || upload.sent == offset else { return false }
            upload.sent = offset
            return true
        }
    }

    /// Stops asking for more of the body.
    func endUpload() {
        let pulling = upload.withLock { upload in
            let pulling = upload.pulling
            upload.hasEnded = true
            upload.chunk = []
            upload.sent = 0
            upload.source = nil
            upload.pulling = nil
            return pulling
        }
        pulling?.cancel()
    }

    private func pull(_ source: @Sendable () async throws -> [UInt8]?) async {
        do {
            var chunk = try await source()
            // An empty chunk is no end, but libcurl would take it for one.
            while let empty = chunk, empty.isEmpty { chunk = try await source() }
            supply(chunk)
        } catch is CancellationError {
            cancel()
        } catch {
            abort(.bodyFailed(request.server, error))
        }
    }

    private func supply(_ chunk: [UInt8]?) {
        upload.withLock { upload in
            guard !upload.hasEnded else { return }
            upload.pulling = nil
            upload.isHeld = false
            upload.chunk = chunk ?? []
            upload.sent = 0
            if chunk == nil { upload.source = nil }
        }
        commands.post(.resume(self))
    }
}
