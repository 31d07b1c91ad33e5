import Glibc
import Testing

@testable import HTTPTransport

@Suite("A server that is gone without a word is found out", .timeLimit(.minutes(4)))
struct DeadPeerTests {
    @Test("The kernel asks a silent server after a quarter of a minute")
    func question() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nADDED\n\r\n")
            connection.waitForClose()
        }
        let client = CurlClient()
        let response = try await client.send(HTTPRequest(url: server.url))
        var pieces = response.body.makeAsyncIterator()
        _ = try await pieces.next()
        let timers = try KernelConnection.all().filter { $0.remotePort == server.port && $0.isEstablished }
            .map(\.timer)
        // Of a request that is acknowledged only the timer for the next question is left. By libcurl's own choice it
        // would run for a minute.
        #expect(timers.contains { $0.kind == .keepAlive && $0.seconds <= Double(DeadPeer.silence) })
        withExtendedLifetime(client) {}
    }

    @Test("and gives up half a minute later")
    func patience() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        #expect(DeadPeer.limitPatience(of: descriptor))
        var milliseconds: UInt32 = 0
        var size = socklen_t(MemoryLayout.size(ofValue: milliseconds))
        #expect(getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &milliseconds, &size) == 0)
        #expect(milliseconds == 30_000)
    }
}

/// A TCP connection as the kernel tells of it in `/proc/net/tcp`.
private struct KernelConnection {
    var remotePort: Int
    var isEstablished: Bool
    var timer: (kind: TimerKind, seconds: Double)

    enum TimerKind: Int {
        case none, retransmission, keepAlive, timeWait, zeroWindow
    }

    /// The kernel hands the table out in pieces, and says nothing of its size.
    private static func table() throws -> String {
        let descriptor = open("/proc/net/tcp", O_RDONLY)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var text: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65536)
        while case let count = read(descriptor, &piece, piece.count), count > 0 { text += piece.prefix(count) }
        return String(decoding: text, as: UTF8.self)
    }

    static func all() throws -> [KernelConnection] {
        return try table().split(separator: "\n").dropFirst().map { line in
            let columns = line.split(separator: " ")
            let timer = columns[5].split(separator: ":")
            let kind = try #require(Int(timer[0], radix: 16).flatMap(TimerKind.init))
            let ticks = Double(try #require(Int(timer[1], radix: 16)))
            let port = try #require(columns[2].split(separator: ":").last.flatMap { Int($0, radix: 16) })
            return KernelConnection(
                remotePort: port,
                isEstablished: columns[3] == "01",
                timer: (kind, ticks / Double(sysconf(Int32(_SC_CLK_TCK))))
            )
        }
    }
}
