internal import CCurl
internal import Glibc

/// The exchanges for which something has arrived that is not handed over yet. Lives on its loop's thread only.
final class Arrivals {
    var exchanges: [Exchange] = []

    func note(_ exchange: Exchange) {
        // Most often several pieces for one come one after the other.
        if exchanges.last !== exchange { exchanges.append(exchange) }
    }
}

/// One exchange while libcurl works on it. Lives on its loop's thread only.
final class Transfer {
    let exchange: Exchange
    let easy: EasyHandle
    private let arrivals: Arrivals
    private var head = ResponseHeadParser()
    /// The fatal alert by which the other end refused our side of the TLS handshake.
    private var alert: TLSAlert?

    /// - Throws: what libcurl can't do for this request.
    init(_ exchange: Exchange, _ arrivals: Arrivals) throws(SetupFailure) {
        self.exchange = exchange
        self.arrivals = arrivals
        easy = try EasyHandle()
        try easy.apply(exchange.request)
        try installCallbacks()
    }

    /// The transfer that set itself as the handle's private data.
    static func owner(of easy: UnsafeMutableRawPointer) -> Transfer? {
        var context: UnsafeMutableRawPointer?
        guard ccurl_easy_get_pointer(easy, CURLINFO_PRIVATE, &context) == CURLE_OK, let context else { return nil }
        return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }

    /// Lets go on whatever the exchange no longer holds back.
    func resume() {
        let held = exchange.heldDirections
        let mask = (held.receiving ? CURLPAUSE_RECV : 0) | (held.sending ? CURLPAUSE_SEND : 0)
        // A failure comes back as the transfer's end.
        curl_easy_pause(easy.pointer, Int32(mask))
    }

    /// How the transfer ended, in our words.
    func outcome(_ code: CURLcode) -> Result<Void, HTTPTransportError> {
        code == CURLE_OK
            ? .success(())
            : .failure(TransferFailure(code: code, easy: easy, alert: alert, request: exchange.request).error)
    }

    // MARK: Callbacks

    private func installCallbacks() throws(SetupFailure) {
        // Unretained: the loop keeps the transfer for as long as libcurl has the handle.
        let context = Unmanaged.passUnretained(self).toOpaque()
        let pointer = easy.pointer
        try easy.set(CURLOPT_PRIVATE, context: context)
        try easy.set(CURLOPT_HEADERDATA, context: context)
        try easy.check(
            ccurl_easy_set_data_callback(pointer, CURLOPT_HEADERFUNCTION) { data, size, count, context in
                Transfer.called(context)?.takeHeader(UnsafeRawBufferPointer(start: data, count: size * count))
                return size * count
            }
        )
        try easy.set(CURLOPT_WRITEDATA, context: context)
        try easy.check(
            ccurl_easy_set_data_callback(pointer, CURLOPT_WRITEFUNCTION) { data, size, count, context in
                let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
                return Transfer.called(context)?.takeBody(bytes) ?? Int(CURL_WRITEFUNC_ERROR)
            }
        )
        try easy.set(CURLOPT_READDATA, context: context)
        try easy.check(
            ccurl_easy_set_data_callback(pointer, CURLOPT_READFUNCTION) { data, size, count, context in
                let room = UnsafeMutableRawBufferPointer(start: data, count: size * count)
                return Transfer.called(context)?.giveBody(room) ?? Int(CURL_READFUNC_ABORT)
            }
        )
        try easy.set(CURLOPT_SEEKDATA, context: context)
        try easy.check(
            ccurl_easy_set_seek_callback(pointer) { context, offset, origin in
                guard origin == SEEK_SET, let transfer = Transfer.called(context) else { return CURL_SEEKFUNC_CANTSEEK }
                return transfer.exchange.rewindUpload(to: Int(offset)) ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_CANTSEEK
            }
        )
        try easy.check(
            ccurl_easy_set_socket_callback(pointer) { _, socket, _ in
                // Programs that this process starts must not get our connections.
                fcntl(socket, F_SETFD, FD_CLOEXEC) == 0 && DeadPeer.limitPatience(of: socket)
                    ? CURL_SOCKOPT_OK : CURL_SOCKOPT_ERROR
            }
        )
        try installAlertCallback(context)
    }

    /// The only way that libcurl tells which alert ended a connection is its trace.
    private func installAlertCallback(_ context: UnsafeMutableRawPointer) throws(SetupFailure) {
        guard exchange.request.usesTLS else { return }
        try easy.set(CURLOPT_DEBUGDATA, context: context)
        try easy.check(
            ccurl_easy_set_debug_callback(easy.pointer) { _, kind, data, size, context in
                if kind == CURLINFO_SSL_DATA_IN, let transfer = Transfer.called(context) {
                    transfer.takeTLSMessage(UnsafeRawBufferPointer(start: data, count: size))
                }
                return 0
            }
        )
        try easy.set(CURLOPT_VERBOSE, true)
    }

    private static func called(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    private func takeHeader(_ line: UnsafeRawBufferPointer) {
        if let complete = head.take(line) { exchange.receive(head: complete) }
    }

    private func takeBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        arrivals.note(exchange)
        return switch exchange.receive(bytes.bytes) {
        case .taken: bytes.count
        case .full: Int(CURL_WRITEFUNC_PAUSE)
        case .unwanted: Int(CURL_WRITEFUNC_ERROR)
        }
    }

    private func giveBody(_ room: UnsafeMutableRawBufferPointer) -> Int {
        switch exchange.fill(room) {
        case .filled(let count): count
        case .nothingYet: Int(CURL_READFUNC_PAUSE)
        case .unwanted: Int(CURL_READFUNC_ABORT)
        }
    }

    private func takeTLSMessage(_ message: UnsafeRawBufferPointer) {
        if let fatal = TLSAlert(message: message) { alert = fatal }
    }
}
