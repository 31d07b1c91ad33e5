internal import Glibc

/// How soon a server is found out that is gone without a word: its machine, or a device on the way, has lost power. A
/// watch hears nothing for long anyway, and would wait for it in vain.
///
/// The kernel asks after `silence`, and again each `repetition`; what stays unanswered for `patience` ends the connection.
/// So it is known within 45 seconds, as client-go knows it by pings of HTTP/2.
enum DeadPeer {
    /// In seconds.
    static let silence = 15
    /// In seconds.
    static let repetition = 10
    /// In milliseconds; counts from the first question, or from what was sent and is not acknowledged.
    static let patience: UInt32 = 30_000

    /// Sets what libcurl has no option for.
    ///
    /// - Returns: whether the socket took it.
    static func limitPatience(of socket: Int32) -> Bool {
        var milliseconds = patience
        let size = socklen_t(MemoryLayout.size(ofValue: milliseconds))
        return setsockopt(socket, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &milliseconds, size) == 0
    }
}
