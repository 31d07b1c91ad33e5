internal import CCurl

/// libcurl's handle for many transfers and the connections that they share.
///
/// Sendable without the compiler's proof: everything but `wake` is only called on its loop's thread (or before that
/// starts), and libcurl allows `wake` from any thread while the handle lives, which `CommandQueue` ensures.
struct MultiHandle: @unchecked Sendable {
    private let pointer: UnsafeMutableRawPointer

    /// How many idle connections are kept: enough for some hundred clusters.
    private static let keptConnections = 1024

    /// `libcurl` asks for this once, before anything else.
    private static let libraryIsReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// A handle, or `nil` where there is no memory for one.
    init?(maxConnectionsPerHost: Int?) {
        guard Self.libraryIsReady, let pointer = curl_multi_init() else { return nil }
        self.pointer = pointer
        ccurl_multi_set_long(pointer, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX)
        ccurl_multi_set_long(pointer, CURLMOPT_MAXCONNECTS, Self.keptConnections)
        if let maxConnectionsPerHost {
            ccurl_multi_set_long(pointer, CURLMOPT_MAX_HOST_CONNECTIONS, max(1, maxConnectionsPerHost))
        }
    }

    /// Closes all connections. Nothing may be called on the handle after that.
    func free() {
        curl_multi_cleanup(pointer)
    }

    /// Ends the wait of `poll`, now or the next time.
    func wake() {
        curl_multi_wakeup(pointer)
    }

    /// Waits for the network, a deadline of a transfer, or `wake`.
    func poll() {
        let atMostMilliseconds: Int32 = 60_000
        curl_multi_poll(pointer, nil, 0, atMostMilliseconds, nil)
    }

    /// Does what can be done without waiting.
    func perform() {
        var running: Int32 = 0
        curl_multi_perform(pointer, &running)
    }

    /// Starts a transfer; libcurl's code where that fails.
    func add(_ easy: EasyHandle) -> CURLMcode {
        curl_multi_add_handle(pointer, easy.pointer)
    }

    /// Takes a transfer out; one that is not done is cut, and its connection or stream closed.
    func remove(_ easy: EasyHandle) {
        curl_multi_remove_handle(pointer, easy.pointer)
    }

    /// A transfer that came to its end since the last call: its handle and libcurl's code.
    func nextFinished() -> (easy: UnsafeMutableRawPointer, code: CURLcode)? {
        var left: Int32 = 0
        while let message = curl_multi_info_read(pointer, &left)?.pointee {
            guard message.msg == CURLMSG_DONE, let easy = message.easy_handle else { continue }
            return (easy, message.data.result)
        }
        return nil
    }
}
