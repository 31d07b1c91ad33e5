import HTTPTransport
import Synchronization
import Testing

@Suite("Bodies are streamed in both directions", .timeLimit(.minutes(4)))
struct StreamingTests {
    @Test("The head is there before the body, and each piece as it arrives")
    func pieces() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            connection.write("6\r\nADDED\n\r\n")
            connection.waitForClose()
        }
        let response = try await CurlClient().send(HTTPRequest(url: server.url))
        var pieces = response.body.makeAsyncIterator()
        #expect(try await pieces.next() == Array("ADDED\n".utf8))
    }

    @Test("A reader that does not read holds the server back, and then gets every byte")
    func backPressure() async throws {
        let total = 64 * 1024 * 1024
        let block = [UInt8](repeating: 7, count: 65536)
        let blockedAfter = Events<Int>()
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n")
            var written = 0
            while written < total {
                let count = connection.writeSome(Array(block.prefix(total - written)), patience: 500)
                if count == 0 {
                    blockedAfter.send(written)
                    guard connection.write(Array(block.prefix(total - written))) else { return }
                    written += min(block.count, total - written)
                }
                written += count
            }
        }
        let response = try await CurlClient().send(HTTPRequest(url: server.url))
        let written = try #require(await blockedAfter.next())
        // What the kernel's socket buffers hold, and what we do: far from everything.
        #expect(written < total / 4)
        var size = 0
        for try await chunk in response.body {
            #expect(chunk.count <= 256 * 1024 + 64 * 1024)
            #expect(chunk.allSatisfy { $0 == 7 })
            size += chunk.count
        }
        #expect(size == total)
    }

    @Test("A held back exchange does not hold back the others")
    func independence() async throws {
        let server = try ScriptedServer { connection in
            while let request = connection.readRequest() {
                let size = request.target == "/big" ? 8 * 1024 * 1024 : 2
                connection.write(response(String(repeating: "x", count: size)))
            }
        }
        let client = CurlClient()
        let big = try await client.send(HTTPRequest(url: server.url + "/big"))
        #expect(try await client.text(HTTPRequest(url: server.url + "/small")) == "xx")
        #expect(try await big.body.collect().count == 8 * 1024 * 1024)
    }

    @Test("The rest of a body comes at once, however large, though the server was held back before")
    func rest() async throws {
        let size = 8 * 1024 * 1024
        let server = try ScriptedServer { connection in
            while connection.readRequest() != nil {
                connection.write(response(String(repeating: "x", count: size)))
            }
        }
        let client = CurlClient()
        let body = try await client.send(HTTPRequest(url: server.url)).body
        var pieces = body.makeAsyncIterator()
        let first = try #require(try await pieces.next())
        #expect(first.count < size)
        #expect(try await body.collect().count == size - first.count)
        #expect(try await body.collect() == [])
    }

    @Test("The rest of a body goes after what is in its place, read in part before or not", arguments: [false, true])
    func place(isReadInPart: Bool) async throws {
        let gate = Gate(2)
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
            if isReadInPart { gate.pass() }
            connection.write("3\r\ndef\r\n0\r\n\r\n")
        }
        let body = try await CurlClient().send(HTTPRequest(url: server.url)).body
        var start = Array("> ".utf8)
        if isReadInPart {
            var pieces = body.makeAsyncIterator()
            start += try #require(try await pieces.next())
            gate.pass()
        }
        #expect(String(decoding: try await body.collect(appendedTo: start), as: UTF8.self) == "> abcdef")
    }

    @Test("A body that breaks off is an error to whoever wants all of it")
    func brokenRest() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf of it")
        }
        let body = try await CurlClient().send(HTTPRequest(url: server.url)).body
        let failure = await #expect(throws: HTTPTransportError.self) { try await body.collect() }
        #expect(failure?.reason == .connectionLost)
    }

    @Test("A streamed body is sent as it comes, a chunk at a time")
    func upload() async throws {
        let seen = Events<String>()
        let server = try ScriptedServer { connection in
            guard let head = connection.readHead() else { return }
            seen.send(head.headers["Transfer-Encoding"] ?? "none")
            while let chunk = connection.readChunk(), !chunk.isEmpty {
                seen.send(String(decoding: chunk, as: UTF8.self))
            }
            connection.write(response("thanks"))
        }
        let step = Counter()
        let request = HTTPRequest(
            method: "POST",
            url: server.url,
            body: .stream {
                let number = step.increment()
                if number == 1 { return Array("one".utf8) }
                if number == 2 { return [] }
                // Only goes on once the server has what came before.
                if number == 3 {
                    return Array((await seen.next() ?? "nothing").utf8) + Array((await seen.next() ?? "").utf8)
                }
                return nil
            }
        )
        #expect(try await CurlClient().text(request) == "thanks")
        #expect(await seen.next() == "chunkedone")
    }

    @Test("A streamed body larger than any buffer arrives whole")
    func bigUpload() async throws {
        let server = try ScriptedServer.answering { request in
            "\(request.headers["Content-Length"] ?? "chunked") \(request.body.count) \(request.body.allSatisfy { $0 == 5 })"
        }
        let client = CurlClient()
        for length in [nil, "5000000"] {
            let chunks = Counter()
            var request = HTTPRequest(method: "PUT", url: server.url)
            request.headers["Content-Length"] = length
            request.body = .stream {
                chunks.increment() <= 50 ? [UInt8](repeating: 5, count: 100_000) : nil
            }
            #expect(try await client.text(request) == "\(length ?? "chunked") 5000000 true")
        }
    }

    @Test("A body that fails on our side ends the exchange, and the server sees it cut")
    func failingUpload() async throws {
        struct DiskFull: Error {}
        let closed = Events<Bool>()
        let server = try ScriptedServer { connection in
            closed.send(connection.readRequest() == nil)
        }
        let failure = await CurlClient().failure(
            HTTPRequest(method: "POST", url: server.url, body: .stream { throw DiskFull() })
        )
        #expect(failure?.reason == .bodyFailed)
        #expect(failure?.message.contains("127.0.0.1:\(server.port)") == true)
        #expect(await closed.next() == true)
    }

    @Test(
        "A body that ends too early is an error, after the bytes that came",
        arguments: ["Content-Length: 100\r\n\r\npart", "Transfer-Encoding: chunked\r\n\r\n4\r\npart\r\n"]
    )
    func cutBody(rest: String) async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\n" + rest)
        }
        var body = try await CurlClient().send(HTTPRequest(url: server.url)).body.makeAsyncIterator()
        #expect(try await body.next() == Array("part".utf8))
        let failure = await #expect(throws: HTTPTransportError.self) { _ = try await body.next() }
        #expect(failure?.reason == .connectionLost)
    }
}
