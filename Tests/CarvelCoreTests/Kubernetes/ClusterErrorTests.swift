import CarvelCore
import HTTPTransport
import Testing
import YAMLDocument

@Suite("Failures of a cluster")
struct ClusterErrorTests {
    private let http = ScriptedHTTPClient()
    private let url = "GET https://prod/api/v1/namespaces/apps/secrets/x"

    /// The error of a request that gets this answer; it never names the credentials.
    private func error(_ answer: ScriptedHTTPClient.Answer) async throws -> ClusterError {
        http.expectAlways(url, answer)
        return try await error()
    }

    private func error() async throws -> ClusterError {
        let connection = ClusterConnection(name: "prod", server: "https://prod", credentials: .token("sesame"))
        let client = ClusterClient(connection, host: .inMemory(http: http, clock: SkippingClock()))
        let error = await #expect(throws: ClusterError.self) {
            try await client.get(.secret, namespace: "apps", name: "x")
        }
        let thrown = try #require(error)
        #expect(!thrown.description.contains("sesame"))
        #expect(thrown.cluster == "prod")
        return thrown
    }

    @Test(
        "What the real server answered is told with the cluster's name and the request in front",
        arguments: [
            ("auth", "bad token", 401, .unauthorized), ("auth", "no credentials", 403, .forbidden),
            ("apply", "delete absent", 404, .notFound), ("apply", "absent namespace", 404, .notFound),
            ("apply", "create that already exists (409)", 409, .alreadyExists),
            ("apply", "apply by another manager conflicts (409)", 409, .conflict),
            ("apply", "label value of 64 characters", 422, .invalid),
            ("apply", "apply with an unknown field, strict", 500, .noStatus),
            ("apply", "absent resource type", 404, .noStatus),
            ("discovery", "get /apis/nope.example.com", 404, .noStatus),
        ] as [(String, String, Int, APIStatus.Reason)]
    )
    func recorded(topic: String, name: String, code: Int, reason: APIStatus.Reason) async throws {
        let exchange = try ContractExchange.named(name, in: topic)
        let error = try await error(exchange.answer)
        #expect(error.status?.code == code)
        #expect(error.status?.reason == reason)
        #expect(error.description.hasPrefix("cluster \"prod\": get secrets \"x\": "))
        #expect(!error.isUnreachable)
        #expect(error.isNotFound == (code == 404))
        #expect(error.isTypeAbsent == (code == 404 && reason == .noStatus))
        #expect(error.action == ResourceAction("get", .secret, namespace: "apps", name: "x"))
    }

    @Test("A conflict has a cause for each field")
    func causes() async throws {
        let exchange = try ContractExchange.named("apply by another manager conflicts (409)", in: "apply")
        let causes = try #require(try await error(exchange.answer).status?.causes)
        #expect(causes.map(\.reason) == ["FieldManagerConflict"])
        #expect(causes.map(\.field) == [".stringData.value.yaml"])
        #expect(causes.map(\.message) == ["conflict with \"carvel-deliver\""])
    }

    @Test("A server that is busy says for how long")
    func retryAfter() async throws {
        let status: JSONValue = [
            "kind": "Status", "code": 429, "reason": "TooManyRequests", "message": "slow down",
            "details": ["retryAfterSeconds": 7],
        ]
        let error = try await error(.json(status, status: 429))
        #expect(error.status?.retryAfterSeconds == 7)
        #expect(error.status?.reason.rawValue == "TooManyRequests")
    }

    @Test(
        "Of an answer that is no Status the first line is told",
        arguments: [
            ("<html>\n<body>Bad Gateway", "HTTP 502: <html>"), ("", "HTTP 502: no explanation"),
            ("\n\nsecond", "HTTP 502: second"), ("{\"kind\":\"Other\"}", "HTTP 502: {\"kind\":\"Other\"}"),
        ]
    )
    func noStatus(body: String, message: String) async throws {
        let error = try await error(.text(body, status: 502))
        #expect(error.reason == "get secrets \"x\": \(message) (tried 6 times)")
        #expect(error.status?.reason == .noStatus)
    }

    @Test("A redirect is no success")
    func redirect() async throws {
        #expect(try await error(.text("Found", status: 302)).status?.code == 302)
    }

    @Test("A server that can't be reached is told from one that answers")
    func unreachable() async throws {
        let failure = HTTPTransportError(reason: .connectionFailed, message: "prod:443 refused the connection")
        http.expect(url, failure: failure)
        let error = try await error()
        #expect(error.isUnreachable)
        #expect(error.cause == .transport(failure))
        #expect(error.description == "cluster \"prod\": can't be reached: prod:443 refused the connection")
    }

    @Test("A connection that breaks within the answer is a failure, whatever the status", arguments: [200, 500])
    func cut(status: Int) async throws {
        let failure = HTTPTransportError(reason: .connectionLost, message: "prod closed the connection")
        let answer = ScriptedHTTPClient.Answer(status: status, chunks: [Array("{\"kind\":".utf8)], failure: failure)
        #expect(try await error(answer).cause == .transport(failure))
    }

    @Test("An answer that is no JSON is told without quoting it")
    func noJSON() async throws {
        let error = try await error(.text("topsecret"))
        #expect(
            error.reason
                == "get secrets \"x\": the server's answer is no JSON (found 't', expected 'true')"
        )
    }
}
