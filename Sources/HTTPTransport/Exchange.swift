internal import Synchronization

/// One request and its answer, between the tasks that wait for it and one of libcurl's threads.
final class Exchange: Sendable {
    let request: PreparedRequest
    let commands: CommandQueue
    private let response = Mutex(Response())
    let upload: Mutex<Upload>

    /// Some bytes, or `nil` for the end.
    private typealias Reading = Result<[UInt8]?, HTTPTransportError>
    private typealias Reader = CheckedContinuation<Reading, Never>

    /// What arrived, and who waits for it.
    private struct Response {
        var headWaiter: CheckedContinuation<Result<ResponseHead, HTTPTransportError>, Never>?
        var body = ReceivedBody()
        /// Tasks that wait for bytes, and get them when libcurl has read all that there is for now.
        var readers: [Reader] = []
        /// Tasks that wait for the end, where the rest is wanted as a whole.
        var endWaiters: [CheckedContinuation<Void, Never>] = []
        var isHeld = false
        /// Whether somebody waits for all the rest, however much it is.
        var isWantedWhole = false
        /// How it ended; `nil` while it goes on.
        var outcome: Result<Void, HTTPTransportError>?

        /// The next bytes, or the end; `nil` where there is nothing to read yet.
        mutating func next(from server: ServerAddress) -> Reading? {
            guard !isWantedWhole || outcome != nil else { return nil }
            do throws(GzipUnpacker.Failure) {
                let bytes = try body.next()
                if !bytes.isEmpty { return .success(bytes) }
                if case .success = outcome { try body.end() }
                return outcome?.map { nil }
            } catch {
                return .failure(.unpacking(server, error))
            }
        }

        /// All that came, once it has come to its end.
        mutating func all(from server: ServerAddress) -> Result<[UInt8], HTTPTransportError> {
            if case .failure(let error) = outcome {
                body.drop()
                return .failure(error)
            }
            do throws(GzipUnpacker.Failure) {
                return .success(try body.all())
            } catch {
                body.drop()
                outcome = .failure(.unpacking(server, error))
                return .failure(.unpacking(server, error))
            }
        }

        /// Whether the server was held back, and no longer is.
        mutating func letGo() -> Bool {
            guard isHeld, !body.isFull || isWantedWhole else { return false }
            isHeld = false
            return true
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
        do {
            return try result.get()
        } catch {
            // What can't be read need not come any further.
            abort(error)
            throw error
        }
    }

    /// All bytes up to the end of the body, at once: waking a task for each of many pieces would cost more than taking them
    /// in.
    ///
    /// - Parameter buffer: what they are appended to.
    func rest(appendedTo buffer: consuming [UInt8]) async throws(HTTPTransportError) -> [UInt8] {
        let wasHeld = response.withLock { response -> Bool in
            response.isWantedWhole = true
            response.body.collect(after: &buffer)
            return response.letGo()
        }
        if wasHeld { commands.post(.resume(self)) }
        await end()
        // Both at once: an exchange that came to its end can still be cancelled.
        return try response.withLock { $0.all(from: request.server) }.get()
    }

    private func end() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let hasEnded = response.withLock { response in
                    if response.outcome == nil { response.endWaiters.append(continuation) }
                    return response.outcome != nil
                }
                if hasEnded { continuation.resume() }
            }
        } onCancel: {
            cancel()
        }
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
            if !response.body.isEmpty {
                response.body.drop()
                response.outcome = .failure(error)
            }
            return false
        }
        guard wasRunning else { return }
        finish(.failure(error), keepsUnread: false)
        commands.post(.end(self))
    }

    private func read(_ continuation: Reader) {
        let (reading, wasHeld) = response.withLock { response in
            let reading = response.next(from: request.server)
            if reading == nil { response.readers.append(continuation) }
            return (reading, response.letGo())
        }
        if let reading { continuation.resume(returning: reading) }
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
        var head = head
        var isPacked = false
        if request.acceptsCompression {
            do throws(UnknownEncoding) {
                isPacked = try head.unpack()
            } catch  where head.isSuccess {
                return abort(.other(request.server, "the answer's encoding is \(error.name), which was not asked for"))
            } catch {
                // Whatever an error page says, its status tells more.
            }
        }
        let waiter = response.withLock { response in
            if isPacked { response.body.isPacked = true }
            let waiter = response.headWaiter
            response.headWaiter = nil
            return waiter
        }
        waiter?.resume(returning: .success(head))
    }

    func receive(_ bytes: RawSpan) -> Receipt {
        response.withLock { response -> Receipt in
            guard response.outcome == nil else { return .unwanted }
            if response.body.isFull, !response.isWantedWhole {
                response.isHeld = true
                return .full
            }
            response.body.append(bytes)
            return .taken
        }
    }

    /// Hands what has arrived to the one who waits for it: once for many pieces, since waking a task costs more than
    /// taking a piece in.
    func deliver() {
        let (deliveries, wasHeld) = response.withLock { response -> ([(Reader, Reading)], Bool) in
            var deliveries: [(Reader, Reading)] = []
            while let reader = response.readers.first, response.outcome == nil,
                let reading = response.next(from: request.server)
            {
                response.readers.removeFirst()
                deliveries.append((reader, reading))
            }
            return (deliveries, response.letGo())
        }
        for (reader, reading) in deliveries { reader.resume(returning: reading) }
        if wasHeld { commands.post(.resume(self)) }
    }

    /// Notes how the exchange ended, and tells all who wait. The first end counts.
    func finish(_ outcome: Result<Void, HTTPTransportError>, keepsUnread: Bool = true) {
        var headWaiter: CheckedContinuation<Result<ResponseHead, HTTPTransportError>, Never>?
        var endWaiters: [CheckedContinuation<Void, Never>] = []
        var deliveries: [(reader: Reader, reading: Reading)] = []
        let isFirst = response.withLock { response -> Bool in
            guard response.outcome == nil else { return false }
            response.outcome = outcome
            if !keepsUnread { response.body.drop() }
            swap(&headWaiter, &response.headWaiter)
            swap(&endWaiters, &response.endWaiters)
            for reader in response.readers {
                if let reading = response.next(from: request.server) { deliveries.append((reader, reading)) }
            }
            response.readers = []
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
        for waiter in endWaiters { waiter.resume() }
        for (reader, reading) in deliveries { reader.resume(returning: reading) }
    }
}
