import Glibc
import HTTPTransport

/// A request as a server received it.
struct ReceivedRequest: Sendable {
    var method = ""
    var target = ""
    var headers: HTTPHeaders = [:]
    var body: [UInt8] = []

    var text: String { String(decoding: body, as: UTF8.self) }
}

/// A server's end of one connection; used by one thread.
final class ServerConnection {
    let number: Int
    private var socket: Int32
    private var buffer: [UInt8] = []

    init(socket: Int32, number: Int) {
        self.socket = socket
        self.number = number
    }

    // MARK: Reading

    /// The next request with its body; `nil` when the client closed.
    func readRequest() -> ReceivedRequest? {
        guard var request = readHead() else { return nil }
        if let length = request.headers["Content-Length"].flatMap({ Int($0) }) {
            guard let body = read(length) else { return nil }
            request.body = body
        } else if request.headers["Transfer-Encoding"] == "chunked" {
            while true {
                guard let chunk = readChunk() else { return nil }
                if chunk.isEmpty { break }
                request.body += chunk
            }
        }
        return request
    }

    /// The next request up to the empty line.
    func readHead() -> ReceivedRequest? {
        guard let words = readLine()?.split(separator: " "), words.count == 3 else { return nil }
        var request = ReceivedRequest(method: String(words[0]), target: String(words[1]))
        while let line = readLine(), !line.isEmpty {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count == 2 ? parts[1].drop { $0 == " " } : ""
            request.headers.add(name: String(parts[0]), value: String(value))
        }
        return request
    }

    /// The next chunk of a body that comes in chunks; empty for the last.
    func readChunk() -> [UInt8]? {
        guard let size = readLine().flatMap({ Int($0, radix: 16) }), let chunk = read(size) else { return nil }
        return readLine() == "" ? chunk : nil
    }

    func read(_ count: Int) -> [UInt8]? {
        while buffer.count < count { guard readMore() else { return nil } }
        let bytes = Array(buffer.prefix(count))
        buffer.removeFirst(count)
        return bytes
    }

    private func readLine() -> String? {
        while true {
            if let end = buffer.firstIndex(of: 10) {
                let line = String(decoding: buffer[..<end].filter { $0 != 13 }, as: UTF8.self)
                buffer.removeFirst(end + 1)
                return line
            }
            guard readMore() else { return nil }
        }
    }

    private func readMore() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = recv(socket, &bytes, bytes.count, 0)
        if count > 0 { buffer += bytes.prefix(count) }
        return count > 0
    }

    /// Waits until the client closes the connection.
    func waitForClose() {
        while readMore() { buffer = [] }
    }

    // MARK: Writing

    @discardableResult
    func write(_ text: String) -> Bool {
        write(Array(text.utf8))
    }

    @discardableResult
    func write(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { rest in
                send(socket, rest.baseAddress?.advanced(by: sent), rest.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Writes what fits at once.
    ///
    /// - Returns: how many bytes; 0 when the client took nothing for that long.
    func writeSome(_ bytes: [UInt8], patience milliseconds: Int32) -> Int {
        var waiting = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
        guard poll(&waiting, 1, milliseconds) == 1 else { return 0 }
        return max(0, send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT)))
    }

    // MARK: Ending

    /// Closes the connection with a TCP reset.
    func reset() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    func close() {
        guard socket >= 0 else { return }
        Glibc.close(socket)
        socket = -1
    }
}
