import HTTPTransport
import Testing

@Suite("Answers that gzip packed are unpacked", .timeLimit(.minutes(4)))
struct CompressionTests {
    @Test("The headers of the packed form are left out, and with an encoding of the caller's own all is as it was sent")
    func headers() async throws {
        let packed = Gzip.member(of: Array("hello\n".utf8))
        let server = try ScriptedServer { connection in
            while let request = connection.readRequest() {
                let asked = request.headers["Accept-Encoding"] ?? "none"
                connection.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nX-Asked: \(asked)\r\n")
                connection.write("Content-Length: \(packed.count)\r\n\r\n")
                connection.write(packed)
            }
        }
        let client = CurlClient()
        let unpacked = try await client.send(HTTPRequest(url: server.url))
        #expect(unpacked.headers["X-Asked"] == "gzip")
        #expect(unpacked.headers["Content-Encoding"] == nil)
        #expect(unpacked.headers["Content-Length"] == nil)
        #expect(try await unpacked.body.collect() == Array("hello\n".utf8))
        let asIs = try await client.send(HTTPRequest(url: server.url, headers: ["Accept-Encoding": "gzip"]))
        #expect(asIs.headers["Content-Encoding"] == "gzip")
        #expect(try await asIs.body.collect() == packed)
        let plain = try await client.send(HTTPRequest(url: server.url, headers: ["Accept-Encoding": "identity"]))
        #expect(plain.headers["X-Asked"] == "identity")
        #expect(try await plain.body.collect() == packed)
    }

    @Test(
        "An encoding that nobody asked for is an error, and none is none",
        arguments: [
            ("br", "br"), ("gzip, br", "gzip, br"), ("gzip\r\nContent-Encoding: gzip", "gzip, gzip"),
            ("identity, ,", nil),
        ] as [(String, String?)]
    )
    func encodings(lines: String, unknown: String?) async throws {
        let server = try ScriptedServer { connection in
            while connection.readRequest() != nil {
                connection.write("HTTP/1.1 200 OK\r\nContent-Encoding: \(lines)\r\nContent-Length: 5\r\n\r\nhello")
            }
        }
        let client = CurlClient()
        guard let unknown else {
            #expect(try await client.text(HTTPRequest(url: server.url)) == "hello")
            return
        }
        let failure = await client.failure(HTTPRequest(url: server.url))
        #expect(
            failure?.message
                == "127.0.0.1:\(server.port): the answer's encoding is \(unknown), which was not asked for"
        )
    }

    @Test("The status of an error is told, whatever the encoding of its page")
    func errorPage() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 503 Service Unavailable\r\nContent-Encoding: br\r\nRetry-After: 3\r\n")
            connection.write("Content-Length: 5\r\n\r\nhello")
        }
        let answer = try await CurlClient().send(HTTPRequest(url: server.url))
        #expect(answer.status == 503)
        #expect(answer.headers["Retry-After"] == "3")
        #expect(answer.headers["Content-Encoding"] == "br")
        #expect(try await answer.body.collect() == Array("hello".utf8))
    }

    @Test("Every byte comes, in pieces or at once, of one packed member or of several", arguments: [1, 3])
    func whole(members: Int) async throws {
        let content = Gzip.sample(count: 700_017)
        let packed = Array(repeatElement(Gzip.member(of: content), count: members).joined())
        let server = try Self.server(of: packed)
        let client = CurlClient()
        let expected = Array(repeatElement(content, count: members).joined())
        var pieces: [UInt8] = []
        for try await piece in try await client.send(HTTPRequest(url: server.url)).body {
            #expect(!piece.isEmpty && piece.count <= 64 * 1024)
            pieces += piece
        }
        #expect(pieces == expected)
        let start = Array("> ".utf8)
        let all = try await client.send(HTTPRequest(url: server.url)).body.collect(appendedTo: start)
        #expect(all == start + expected)
        let body = try await client.send(HTTPRequest(url: server.url)).body
        var iterator = body.makeAsyncIterator()
        let first = try #require(try await iterator.next())
        #expect(try await body.collect(appendedTo: first) == expected)
        #expect(try await body.collect() == [])
    }

    @Test("An empty body stays one", arguments: [[], Gzip.member(of: [])])
    func empty(packed: [UInt8]) async throws {
        let server = try Self.server(of: packed)
        let client = CurlClient()
        #expect(try await client.send(HTTPRequest(url: server.url)).body.collect() == [])
        var pieces = try await client.send(HTTPRequest(url: server.url)).body.makeAsyncIterator()
        #expect(try await pieces.next() == nil)
    }

    @Test("What the server sends is read before it sends more")
    func pieces() async throws {
        let gate = Gate(2)
        let (first, second) = (Gzip.blocks(of: Array("first".utf8)), Gzip.blocks(of: Array("second".utf8)))
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
            connection.write(Gzip.head + first)
            gate.pass()
            connection.write(second + Gzip.end(of: Array("firstsecond".utf8)))
        }
        var pieces = try await CurlClient().send(HTTPRequest(url: server.url)).body.makeAsyncIterator()
        #expect(try await pieces.next() == Array("first".utf8))
        gate.pass()
        #expect(try await pieces.next() == Array("second".utf8))
        #expect(try await pieces.next() == nil)
    }

    @Test("A reader that does not read holds the server back, and then gets every byte")
    func backPressure() async throws {
        let blocks = Gzip.blocks(of: Gzip.noise(count: 1024 * 1024))
        let count = 64
        let blockedAfter = Events<Int>()
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
            connection.write(Gzip.head)
            var written = 0
            for _ in 0..<count {
                var rest = blocks[...]
                while !rest.isEmpty {
                    let sent = connection.writeSome(Array(rest), patience: 500)
                    if sent == 0 {
                        blockedAfter.send(written)
                        guard connection.write(Array(rest)) else { return }
                    }
                    rest = sent == 0 ? [] : rest.dropFirst(sent)
                    written += sent
                }
            }
        }
        let body = try await CurlClient().send(HTTPRequest(url: server.url)).body
        let written = try #require(await blockedAfter.next())
        #expect(written < count * blocks.count / 4)
        var size = 0
        do {
            for try await piece in body { size += piece.count }
        } catch {
            // The server closed without gzip's end.
            #expect("\(error)".contains("ends in its midst"))
        }
        #expect(size == count * 1024 * 1024)
    }

    @Test("Two who read at the same time both get what there is")
    func readers() async throws {
        let gate = Gate(2)
        let content = Gzip.noise(count: 300_000)
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
            gate.pass()
            connection.write(Gzip.head + Gzip.blocks(of: content))
            connection.waitForClose()
        }
        let body = try await CurlClient().send(HTTPRequest(url: server.url)).body
        let sizes = try await withThrowingTaskGroup(of: Int?.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    var pieces = body.makeAsyncIterator()
                    return try await pieces.next()?.count
                }
            }
            await Task.yield()
            gate.pass()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(sizes.allSatisfy { $0 ?? 0 > 0 })
    }

    @Test("Very much of very little comes in pieces all the same")
    func bomb() async throws {
        let content = [UInt8](repeating: 0, count: 64 * 1024 * 1024)
        let packed = Gzip.member(of: content)
        #expect(packed.count < content.count / 200)
        let server = try Self.server(of: packed)
        var size = 0
        for try await piece in try await CurlClient().send(HTTPRequest(url: server.url)).body {
            #expect(piece.count <= 64 * 1024)
            size += piece.count
        }
        #expect(size == content.count)
    }

    @Test("Damage and a cut are errors, after the bytes before them", arguments: Flaw.allCases)
    func flaws(flaw: Flaw) async throws {
        let content = Gzip.sample(count: 400_000)
        let server = try Self.server(of: flaw.applied(to: Gzip.member(of: content)))
        let client = CurlClient()
        var seen: [UInt8] = []
        var pieces = try await client.send(HTTPRequest(url: server.url)).body.makeAsyncIterator()
        let failure = await #expect(throws: HTTPTransportError.self) {
            while let piece = try await pieces.next() { seen += piece }
        }
        #expect(failure?.reason == flaw.reason)
        #expect(failure?.message == "127.0.0.1:\(server.port): the compressed answer \(flaw.message)")
        #expect(seen.count >= flaw.readable)
        #expect(seen.prefix(flaw.readable) == content.prefix(flaw.readable))
        // It stays that way.
        await #expect(throws: HTTPTransportError.self) { try await pieces.next() }
        #expect(await client.failure(HTTPRequest(url: server.url)) == failure)
    }

    @Test("Damage ends the exchange at once")
    func damageEnds() async throws {
        let closed = Events<Bool>()
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nthis is no gzip")
            connection.waitForClose()
            closed.send(true)
        }
        let client = CurlClient()
        var pieces = try await client.send(HTTPRequest(url: server.url)).body.makeAsyncIterator()
        let failure = await #expect(throws: HTTPTransportError.self) { try await pieces.next() }
        #expect(failure?.message.contains("is damaged") == true)
        #expect(await closed.next() == true)
    }

    @Test("A connection that breaks is told as that, however much was packed")
    func lostConnection() async throws {
        let packed = Gzip.member(of: Gzip.sample(count: 300_000))
        let server = try ScriptedServer { connection in
            while connection.readRequest() != nil {
                connection.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(packed.count)\r\n\r\n")
                connection.write(Array(packed.dropLast(100)))
                return
            }
        }
        let client = CurlClient()
        #expect(await client.failure(HTTPRequest(url: server.url))?.reason == .connectionLost)
        var pieces = try await client.send(HTTPRequest(url: server.url)).body.makeAsyncIterator()
        let failure = await #expect(throws: HTTPTransportError.self) { while try await pieces.next() != nil {} }
        #expect(failure?.reason == .connectionLost)
    }

    private static func server(of packed: [UInt8]) throws -> ScriptedServer {
        try ScriptedServer { connection in
            while connection.readRequest() != nil {
                connection.write("HTTP/1.1 200 OK\r\nContent-Encoding: GZIP\r\nContent-Length: \(packed.count)\r\n\r\n")
                guard packed.isEmpty || connection.write(packed) else { return }
            }
        }
    }
}

/// What can be wrong with something packed.
enum Flaw: CaseIterable {
    case damagedInside, wrongChecksum, cutInside, cutBeforeChecksum, followedByOther

    func applied(to packed: [UInt8]) -> [UInt8] {
        var packed = packed
        switch self {
        case .damagedInside:
            for index in packed.indices.dropFirst(packed.count / 2).prefix(1000) { packed[index] = 0xFF }
        case .wrongChecksum: packed[packed.count - 8] ^= 1
        case .cutInside: packed.removeLast(packed.count / 2)
        case .cutBeforeChecksum: packed.removeLast(8)
        case .followedByOther: packed += Array("something else".utf8)
        }
        return packed
    }

    var message: String {
        switch self {
        case .damagedInside, .wrongChecksum, .followedByOther: "is damaged"
        case .cutInside, .cutBeforeChecksum: "ends in its midst"
        }
    }

    var reason: HTTPTransportError.Reason {
        switch self {
        case .damagedInside, .wrongChecksum, .followedByOther: .other
        // Somebody on the way may have closed the connection of a body whose end is the connection's.
        case .cutInside, .cutBeforeChecksum: .connectionLost
        }
    }

    /// How many of 400,000 bytes are right in any case.
    var readable: Int {
        switch self {
        case .damagedInside, .cutInside: 150_000
        case .wrongChecksum, .cutBeforeChecksum, .followedByOther: 400_000
        }
    }
}
