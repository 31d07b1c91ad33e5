import HTTPTransport
import Testing

@testable import CarvelCLI

@Suite("The request log")
struct RequestLogTests {
    private let written = Written()
    private var request: HTTPRequest {
        HTTPRequest(
            method: "PATCH",
            url: "https://prod:6443/api/v1/namespaces/shop/configmaps/x?fieldManager=me",
            headers: [
                "Impersonate-User": "bob", "Authorization": "Bearer sesame", "Accept": "application/json",
                "Cookie": "id=sesame",
            ],
            body: .bytes(Array(#"{"data":{"a":"b"}}"#.utf8))
        )
    }

    private func send(_ client: StubClient, level: Int) async throws {
        let log = RequestLog(client: client, level: level) { [written] in written.add($0) }
        _ = try await log.send(request).body.collect()
    }

    private let url = "https://prod:6443/api/v1/namespaces/shop/configmaps/x?fieldManager=me"

    /// The lines, with the time taken replaced.
    private var lines: [String] {
        written.lines.map { $0.replacing(#/in \d+ milliseconds/#, with: "in N milliseconds") }
    }

    @Test("Level 6 is one line a request: method, address, status and time")
    func level6() async throws {
        try await send(StubClient(chunks: ["{}"]), level: 6)
        #expect(lines == ["PATCH \(url) 200 OK in N milliseconds"])
    }

    @Test("Each line begins as those of klog do, with time, process and place")
    func head() async throws {
        try await send(StubClient(chunks: ["{}"]), level: 6)
        let head = #/I\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ [A-Za-z]+\.swift:\d+\] PATCH /#
        #expect(try head.prefixMatch(in: written.text) != nil, "\(written.text)")
    }

    @Test("Level 7 adds the request's headers, with the credentials masked")
    func level7() async throws {
        try await send(StubClient(chunks: ["{}"]), level: 7)
        #expect(
            lines == [
                "PATCH \(url)", "Request Headers:", "    Impersonate-User: bob",
                "    Authorization: Bearer <masked>", "    Accept: application/json", "    Cookie: <masked>",
                "Response Status: 200 OK in N milliseconds",
            ]
        )
    }

    @Test("Level 8 adds the answer's headers and both bodies")
    func level8() async throws {
        let answer = StubClient(status: 409, chunks: [#"{"kind":"#, #""X"}"#])
        try await send(answer, level: 8)
        #expect(
            lines == [
                #""Request Body" body="{\"data\":{\"a\":\"b\"}}""#, "PATCH \(url)", "Request Headers:",
                "    Impersonate-User: bob", "    Authorization: Bearer <masked>", "    Accept: application/json",
                "    Cookie: <masked>", "Response Status: 409 Conflict in N milliseconds", "Response Headers:",
                "    Content-Type: application/json", #""Response Body" body="{\"kind\":\"X\"}""#,
            ]
        )
    }

    @Test("Headers have their usual names, also over HTTP/2, which has them in small letters")
    func names() async throws {
        try await send(StubClient(headers: ["content-type": "text/plain", "x-a": "b"]), level: 8)
        #expect(lines.contains("    Content-Type: text/plain"))
        #expect(lines.contains("    X-A: b"))
    }

    @Test("Level 9 tells a curl command in the place of address and headers, and bodies of whole lines as blocks")
    func level9() async throws {
        try await send(StubClient(chunks: ["{\"kind\":\"X\"}\n"]), level: 9)
        #expect(
            lines == [
                #""Request Body" body="{\"data\":{\"a\":\"b\"}}""#,
                #"curl -v -XPATCH  -H "Impersonate-User: bob" -H "Authorization: Bearer <masked>""#
                    + #" -H "Accept: application/json" -H "Cookie: <masked>" '\#(url)'"#,
                "PATCH \(url) 200 OK in N milliseconds", "Response Headers:", "    Content-Type: application/json",
                "\"Response Body\" body=<", "\t{\"kind\":\"X\"}", " >",
            ]
        )
    }

    @Test(
        "Long bodies are cut as kubectl cuts them",
        arguments: [(8, 1_024, " [truncated 48988 chars]"), (9, 10_240, " [truncated 39772 chars]"), (10, 50_012, "")]
    )
    func truncation(level: Int, kept: Int, end: String) async throws {
        try await send(
            StubClient(chunks: ["{\"key\":\"" + String(repeating: "x", count: 50_002) + "\"}"]),
            level: level
        )
        let body = try #require(lines.last?.dropFirst("\"Response Body\" body=\"".count).dropLast())
        #expect(body.hasSuffix(end))
        // Each quote is two characters in the log.
        let quotes = level == 10 ? 4 : 3
        #expect(body.utf8.count == kept + quotes + end.utf8.count)
    }

    @Test("A request without an answer is told with the reason")
    func failure() async throws {
        let failure = HTTPTransportError(reason: .proxyFailed, message: "http://me:sesame@proxy:1 refused")
        await #expect(throws: HTTPTransportError.self) { try await send(StubClient(failure: failure), level: 6) }
        #expect(lines == ["PATCH \(url)  in N milliseconds: http://<masked>@proxy:1 refused"])
    }

    @Test("A watch is told event by event, as they arrive", arguments: [8, 9])
    func watch(level: Int) async throws {
        let client = StubClient(chunks: ["{\"type\":\"ADDED\"}\n{\"ty", "pe\":\"DELETED\"}\n"])
        let log = RequestLog(client: client, level: level) { [written] in written.add($0) }
        let response = try await log.send(HTTPRequest(url: "https://prod/api/v1/secrets?watch=1"))
        var body = response.body.makeAsyncIterator()
        _ = try await body.next()
        #expect(written.text.contains("ADDED"))
        #expect(!written.text.contains("DELETED"))
        _ = try await body.next()
        #expect(written.text.contains("\t{\"type\":\"DELETED\"}"))
        let told = written.text
        #expect(try await body.next() == nil)
        #expect(written.text == told)
    }

    @Test("Bodies pass through as they come, and are not kept below level 8", arguments: 6...9)
    func streaming(level: Int) async throws {
        let log = RequestLog(client: StubClient(chunks: ["{\"a\":", "1}"]), level: level) { [written] in
            written.add($0)
        }
        var body = try await log.send(request).body.makeAsyncIterator()
        #expect(try await body.next() == Array("{\"a\":".utf8))
        #expect(!written.text.contains("Response Body"))
        #expect(try await body.next() == Array("1}".utf8))
        #expect(try await body.next() == nil)
        #expect(written.text.contains("Response Body") == (level >= 8))
    }

    @Test("What a shell would make something else of is escaped in the curl command")
    func shell() async throws {
        let log = RequestLog(client: StubClient(), level: 9) { [written] in written.add($0) }
        _ = try await log.send(HTTPRequest(url: "https://x/it's", headers: ["Impersonate-User": "$(a)`\"\\"]))
        #expect(written.text.contains(#"-H "Impersonate-User: \$(a)\`\"\\" 'https://x/it%27s'"#))
    }
}
