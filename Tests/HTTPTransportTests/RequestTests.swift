import HTTPTransport
import Synchronization
import Testing

@Suite("A request reaches the server as it was meant", .timeLimit(.minutes(4)))
struct RequestTests {
    @Test(
        "Every method arrives with its body and nothing that was not asked for",
        arguments: [
            ("GET", nil, nil), ("DELETE", nil, nil), ("POST", nil, "0"), ("POST", "a=1", "3"), ("PUT", "", "0"),
            ("PATCH", #"{"spec":{}}"#, "11"), ("DELETE", #"{"x":1}"#, "7"),
        ] as [(String, String?, String?)]
    )
    func methods(method: String, body: String?, length: String?) async throws {
        let received = Events<ReceivedRequest>()
        let server = try ScriptedServer.answering { request in
            received.send(request)
            return "done"
        }
        var request = HTTPRequest(method: method, url: server.url + "/apis/x?watch=1", headers: ["X-Who": "me"])
        if let body { request.body = .bytes(Array(body.utf8)) }
        let answer = try await CurlClient().text(request)
        #expect(answer == "done")
        let seen = try #require(await received.next())
        #expect(seen.method == method)
        #expect(seen.target == "/apis/x?watch=1")
        #expect(seen.text == body ?? "")
        #expect(seen.headers["Content-Length"] == length)
        let names = Set(seen.headers.fields.map { $0.name.lowercased() }).subtracting(["content-length"])
        #expect(names == ["host", "x-who", "accept-encoding"])
        #expect(seen.headers["Host"] == "127.0.0.1:\(server.port)")
    }

    @Test("HEAD has an answer without a body, whatever its Content-Length says")
    func head() async throws {
        let server = try ScriptedServer { connection in
            while connection.readRequest() != nil { connection.write("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n") }
        }
        let response = try await CurlClient().send(HTTPRequest(method: "HEAD", url: server.url))
        #expect(response.headers["content-length"] == "99")
        #expect(try await response.body.collect() == [])
    }

    @Test("Status, version and repeated headers come back; interim answers and trailers don't; redirects stay")
    func responseHead() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
            connection.write("HTTP/1.1 307 Temporary Redirect\r\nLocation: /other\r\nWarning: 299 - \"a\"\r\n")
            connection.write("Warning: 299 - \"b\"\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nEnd: x\r\n\r\n")
        }
        let response = try await CurlClient().send(HTTPRequest(url: server.url))
        #expect(response.status == 307)
        #expect(response.version == "1.1")
        #expect(response.headers["location"] == "/other")
        #expect(response.headers["Link"] == nil)
        let warnings = response.headers.fields.filter { $0.name == "Warning" }.map(\.value)
        #expect(warnings == [#"299 - "a""#, #"299 - "b""#])
        #expect(try await response.body.collect() == Array("hi".utf8))
    }

    @Test("Headers are sent in order, empty ones and repeated ones too")
    func headerOrder() async throws {
        let received = Events<ReceivedRequest>()
        let server = try ScriptedServer.answering { request in
            received.send(request)
            return ""
        }
        var headers: HTTPHeaders = ["Accept": "application/json", "X-Empty": "", "Impersonate-Group": "a"]
        headers.add(name: "Impersonate-Group", value: "b")
        headers["User-Agent"] = "kubectl-carvel/1"
        _ = try await CurlClient().text(HTTPRequest(url: server.url, headers: headers))
        let seen = try #require(await received.next())
        let own = seen.headers.fields.filter { !["Host", "Accept-Encoding"].contains($0.name) }
        #expect(own == headers.fields)
    }

    @Test("A hundred requests to four servers are on their way at the same time")
    func concurrency() async throws {
        let servers = try (0..<4).map { index in
            let gate = Gate(25)
            return try ScriptedServer.answering { request in
                // Nobody is answered before all are there.
                gate.pass()
                return "\(index)\(request.target)"
            }
        }
        let client = CurlClient()
        let answers = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<100 {
                let url = "\(servers[number % 4].url)/\(number)"
                group.addTask { try await client.text(HTTPRequest(url: url)) }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(answers == Set((0..<100).map { "\($0 % 4)/\($0)" }))
    }

    @Test("One connection serves requests that follow each other")
    func reuse() async throws {
        let server = try ScriptedServer.answering { $0.target }
        let client = CurlClient()
        for number in 0..<5 {
            let request = HTTPRequest(url: "\(server.url)/\(number)", headers: ["Authorization": "Bearer \(number)"])
            #expect(try await client.text(request) == "/\(number)")
        }
        #expect(server.connectionCount == 1)
    }

    @Test("No more connections to a host are open than allowed")
    func connectionLimit() async throws {
        let gate = Gate(2)
        let requests = Counter()
        let server = try ScriptedServer.answering { _ in
            // The first two are answered once both are there: all ten were sent long before.
            if requests.increment() <= 2 { gate.pass() }
            return "ok"
        }
        let client = CurlClient(maxConnectionsPerHost: 2)
        try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<10 { group.addTask { try await client.text(HTTPRequest(url: server.url)) } }
            for try await answer in group { #expect(answer == "ok") }
        }
        #expect(server.connectionCount == 2)
    }

    @Test("A kept connection that the server closed is replaced, and the body sent again")
    func deadConnection() async throws {
        let server = try ScriptedServer { connection in
            guard let request = connection.readRequest() else { return }
            connection.write(response("\(connection.number) \(request.text)"))
        }
        let client = CurlClient()
        for number in 1...3 {
            let request = HTTPRequest(method: "PUT", url: server.url, body: .bytes(Array("body".utf8)))
            #expect(try await client.text(request) == "\(number) body")
        }
    }

    @Test(
        "What a server took from a kept connection, and did not answer, is sent again only if it may be done twice",
        arguments: ["PUT": 2, "DELETE": 2, "POST": 1, "PATCH": 1]
    )
    func unanswered(method: String, times: Int) async throws {
        let received = Counter()
        let server = try ScriptedServer { connection in
            while let request = connection.readRequest() {
                guard request.target == "/change" else {
                    connection.write(response("ok"))
                    continue
                }
                if received.increment() == 1 { return }
                connection.write(response("done"))
            }
        }
        let client = CurlClient()
        #expect(try await client.text(HTTPRequest(url: server.url)) == "ok")
        let change = HTTPRequest(method: method, url: "\(server.url)/change", body: .bytes(Array("body".utf8)))
        let failure = await client.failure(change)
        #expect(failure?.reason == (times == 1 ? .connectionLost : nil))
        #expect(received.value == times)
    }
}
