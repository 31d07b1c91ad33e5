internal import Synchronization

/// One request and its answer, between the tasks that wait for it and one of libcurl's threads.
final class Exchange: Sendable {
    /// How many bytes may lie unread before the server is held back.
    static let unreadLimit = 64 * 1024

    let request: PreparedRequest
    let commands: CommandQueue
    private let response = Mutex(Response())
    let upload: Mutex<Upload>

    private typealias Reader = CheckedContinuation<Result<[UInt8]?, HTTPTransportError>, Never>

    /// What arrived, and who waits for it.
    private struct Response {
        var head: ResponseHead?
        var headWaiter: CheckedContinuation<Result<ResponseHead, HTTPTransportError>, Never>?
        var unread: [UInt8] = []
        /// Tasks that wait for bytes, and get them when libcurl has read all that there is for now.
        var readers: [Reader] = []
        var isHeld = false
        /// Whether somebody waits for all the rest, however much it is.
        var isWantedWhole = false
        /// How it ended; `nil` while it goes on.
        var outcome: Result<Void, HTTPTransportError>?

        /// Takes bytes in. Where there is much to read, there is room of one size for as many as may lie unread, which leaves
        /// no holes in the heap.
        mutating func append(_ bytes: UnsafeRawBufferPointer) {
            let isMuch = unread.count >= Exchange.unreadLimit / 8
            if isMuch, !isWantedWhole, unread.capacity < unread.count + bytes.count {
                unread.reserveCapacity(Exchange.unreadLimit + bytes.count)
            }
            unread += bytes
        }
    }

    init(request: PreparedRequest, commands: CommandQueue) {
        upload = Mutex(Upload(request.body))
        self.commands = commands
        // The body is the upload's alone, which gives its memory back when it was sent.
        var request = request
        request.body = .none
        self.request = request
    }

    // MARK: For the task that sent the request

    /// Starts the exchange and waits for the head of the answer.
    func begin() async throws(HTTPTransportError) -> ResponseHead {
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ended = response.withLock { response -> HTTPTransportError? in
                    if case .failure(let error) = response.outcome { return error }
                    response.headWaiter = continuation
                    return nil
                }
                if let ended {
                    continuation.resume(returning: .failure(ended))
                } else if !commands.post(.start(self)) {
                    finish(.failure(.shutDown(request.server)))
                }
            }
        } onCancel: {
            cancel()
        }
        return try result.get()
    }

    /// The next bytes of the body, `nil` after the last.
    func next() async throws(HTTPTransportError) -> [UInt8]? {
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in read(continuation) }
        } onCancel: {
            cancel()
        }
        return try result.get()
    }

    /// All bytes up to the end of the body, at once: waking a task for each of many pieces would cost more than taking them
    /// in.
    ///
    /// - Parameter buffer: what they are appended to.
    func rest(appendedTo buffer: consuming [UInt8]) async throws(HTTPTransportError) -> [UInt8] {
        let wasHeld = response.withLock { response -> Bool in
            response.isWantedWhole = true
            buffer += response.unread
            // Moved, for with two owners each piece would be appended to a copy.
            swap(&response.unread, &buffer)
            buffer = []
            defer { response.isHeld = false }
            return response.isHeld
        }
        if wasHeld { commands.post(.resume(self)) }
        var bytes: [UInt8] = []
        while let chunk = try await next() {
            if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
        }
        return bytes
    }

    /// Ends the exchange, and whoever waits for it, with the reason `cancelled`; nothing if it has come to its end.
    func cancel() {
        abort(.cancelled(request.server))
    }

    /// Ends the exchange from our side.
    func abort(_ error: HTTPTransportError) {
        let wasRunning = response.withLock { response -> Bool in
            if response.outcome == nil { return true }
            // It is over for libcurl; what was not read is let go.
            if !response.unread.isEmpty {
                response.unread = []
                response.outcome = .failure(error)
            }
            return false
        }
        guard wasRunning else { return }
        finish(.failure(error), keepsUnread: false)
        commands.post(.end(self))
    }

    private func read(_ continuation: Reader) {
        var result: Result<[UInt8]?, HTTPTransportError>?
        var wasHeld = false
        response.withLock { response in
            let isAwaited = response.isWantedWhole && response.outcome == nil
            if !response.unread.isEmpty, !isAwaited {
                result = .success(response.unread)
                response.unread = []
                wasHeld = response.isHeld
                response.isHeld = false
            } else if let outcome = response.outcome {
                result = outcome.map { nil }
            } else {
                response.readers.append(continuation)
            }
        }
        if let result { continuation.resume(returning: result) }
        if wasHeld { commands.post(.resume(self)) }
    }

    // MARK: For the thread of libcurl's

    /// What became of bytes that arrived.
    enum Receipt {
        case taken
        /// There is no room: they have to be offered again.
        case full
        /// Nobody will read them.
        case unwanted
    }

    var hasEnded: Bool {
        response.withLock { $0.outcome != nil }
    }

    /// The directions in which nothing may move for now.
    var heldDirections: (receiving: Bool, sending: Bool) {
        (response.withLock { $0.isHeld }, upload.withLock { $0.isHeld })
    }

    func receive(head: ResponseHead) {
        let head = request.acceptsCompression ? head.decoded : head
        let waiter = response.withLock { response in
            response.head = head
            let waiter = response.headWaiter
            response.headWaiter = nil
            return waiter
        }
        waiter?.resume(returning: .success(head))
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Receipt {
        response.withLock { response -> Receipt in
            guard response.outcome == nil else { return .unwanted }
            if response.unread.count >= Self.unreadLimit, !response.isWantedWhole {
                response.isHeld = true
                return .full
            }
            response.append(bytes)
            return .taken
        }
    }

    /// Hands what has arrived to the one who waits for it: once for many pieces, since waking a task costs more than
    /// taking a piece in.
    func deliver() {
        var wasHeld = false
        let delivery = response.withLock { response -> (Reader, [UInt8])? in
            guard !response.readers.isEmpty, !response.unread.isEmpty, !response.isWantedWhole else { return nil }
            let bytes = response.unread
            response.unread = []
            wasHeld = response.isHeld
            response.isHeld = false
            return (response.readers.removeFirst(), bytes)
        }
        if let (reader, bytes) = delivery { reader.resume(returning: .success(bytes)) }
        if wasHeld { commands.post(.resume(self)) }
    }

    /// Notes how the exchange ended, and tells all who wait. The first end counts.
    func finish(_ outcome: Result<Void, HTTPTransportError>, keepsUnread: Bool = true) {
        var headWaiter: CheckedContinuation<Result<ResponseHead, HTTPTransportError>, Never>?
        var readers: [Reader] = []
        var rest: [UInt8] = []
        let isFirst = response.withLock { response -> Bool in
            guard response.outcome == nil else { return false }
            response.outcome = outcome
            if !keepsUnread { response.unread = [] }
            swap(&headWaiter, &response.headWaiter)
            swap(&readers, &response.readers)
            if !readers.isEmpty { swap(&rest, &response.unread) }
            return true
        }
        guard isFirst else { return }
        endUpload()
        if let headWaiter {
            let error: HTTPTransportError =
                switch outcome {
                case .failure(let error): error
                case .success: .other(request.server, "the answer has no head")
                }
            headWaiter.resume(returning: .failure(error))
        }
        if !rest.isEmpty { readers.removeFirst().resume(returning: .success(rest)) }
        for reader in readers { reader.resume(returning: outcome.map { nil }) }
    }
}

extension ResponseHead {
    /// The head as it is once libcurl has unpacked the body: the compressed form's headers would mislead.
    fileprivate var decoded: ResponseHead {
        guard let encoding = headers["Content-Encoding"], encoding.lowercased() != "identity" else { return self }
        var decoded = self
        decoded.headers["Content-Encoding"] = nil
        decoded.headers["Content-Length"] = nil
        return decoded
    }
}
