import CarvelCore
import HTTPTransport
import Testing
import YAMLDocument

@Suite("Requests that failed are sent again")
struct RepetitionTests {
    private let http = ScriptedHTTPClient()
    private let clock = SkippingClock()
    private let url = "https://prod/api/v1/namespaces/shop/secrets"
    private let cut = HTTPTransportError(reason: .connectionLost, message: "prod:443 hung up")

    private func client(timeout: Duration? = .seconds(30)) -> ClusterClient {
        ClusterClient(
            ClusterConnection(name: "prod", server: "https://prod"),
            host: .inMemory(http: http, clock: clock),
            requestTimeout: timeout
        )
    }

    private func refusal(_ code: Int, retryAfter: Int? = nil) -> ScriptedHTTPClient.Answer {
        var answer = ScriptedHTTPClient.Answer.json(
            ["kind": "Status", "code": .int(Int64(code)), "reason": "Busy", "message": "not now"],
            status: code
        )
        answer.headers["Retry-After"] = retryAfter.map(String.init)
        return answer
    }

    private var secret: KubernetesObject { KubernetesObject(.secret, name: "x", namespace: "shop") }

    @Test("Reading goes on after answers that pass", arguments: [429, 500, 502, 503, 504])
    func reading(code: Int) async throws {
        http.expect("GET \(url)/x", refusal(code))
        http.expect("GET \(url)/x", refusal(code))
        http.expect("GET \(url)/x", .json(secret.json))
        #expect(try await client().get(.secret, namespace: "shop", name: "x") == secret)
        #expect(clock.sleeps.count == 2)
        // A tenth of a second, doubled, with a jitter of a half.
        #expect((.milliseconds(50)...(.milliseconds(150))).contains(clock.sleeps[0]))
        #expect((.milliseconds(100)...(.milliseconds(300))).contains(clock.sleeps[1]))
    }

    @Test("Other refusals are final at once", arguments: [400, 403, 404, 409, 410, 422, 501])
    func final(code: Int) async throws {
        http.expect("GET \(url)/x", refusal(code))
        let error = await #expect(throws: ClusterError.self) {
            try await client().get(.secret, namespace: "shop", name: "x")
        }
        #expect(error?.status?.code == code)
        #expect(clock.sleeps.isEmpty)
    }

    @Test("A lost connection is no end for reading, not even in the midst of the answer")
    func lostConnection() async throws {
        http.expect("GET \(url)/x", failure: cut)
        http.expect("GET \(url)/x", ScriptedHTTPClient.Answer(chunks: [Array("{\"kind\"".utf8)], failure: cut))
        http.expect("GET \(url)/x", .json(secret.json))
        #expect(try await client().get(.secret, namespace: "shop", name: "x") == secret)
    }

    @Test(
        "A server that can't be reached or trusted is not asked again",
        arguments: [.connectionFailed, .timedOut, .serverNotTrusted, .nameNotResolved] as [HTTPTransportError.Reason]
    )
    func unreachable(reason: HTTPTransportError.Reason) async throws {
        http.expect("GET \(url)/x", failure: HTTPTransportError(reason: reason, message: "no"))
        await #expect(throws: ClusterError.self) { try await client().get(.secret, namespace: "shop", name: "x") }
        #expect(http.requests.count == 1)
    }

    @Test("Server-side apply, merge patches and deletion are safe to repeat")
    func safeWrites() async throws {
        let patch = "PATCH \(url)/x?fieldManager=carvel-deliver"
        for request in [patch, patch, "DELETE \(url)/x"] {
            http.expect(request, failure: cut)
            http.expect(request, .json(secret.json))
        }
        _ = try await client().apply(secret, as: .secret)
        _ = try await client().mergePatch(.secret, namespace: "shop", name: "x", [:])
        _ = try await client().delete(.secret, namespace: "shop", name: "x")
        http.expectNothingLeft()
    }

    @Test("An apply that the server can't make sense of is not repeated, though it answers 500")
    func applyRefused() async throws {
        http.expect("PATCH \(url)/x?fieldManager=carvel-deliver", refusal(500))
        await #expect(throws: ClusterError.self) { try await client().apply(secret, as: .secret) }
        #expect(http.requests.count == 1)
    }

    @Test("Creating is not repeated after a failure that leaves open whether it was done")
    func creation() async throws {
        http.expect("POST \(url)", failure: cut)
        await #expect(throws: ClusterError.self) { try await client().create(secret, as: .secret) }
        http.expect("POST \(url)", refusal(503))
        await #expect(throws: ClusterError.self) { try await client().create(secret, as: .secret) }
        #expect(http.requests.count == 2)
    }

    @Test("Creating is repeated where the server says that it was not done", arguments: [429, 503])
    func refusedCreation(code: Int) async throws {
        http.expect("POST \(url)", refusal(code, retryAfter: 2))
        http.expect("POST \(url)", .json(secret.json))
        #expect(try await client().create(secret, as: .secret) == secret)
        #expect(clock.sleeps == [.seconds(2)])
    }

    @Test("Retry-After is waited for, from the header or else from the Status")
    func retryAfter() async throws {
        http.expect("GET \(url)/x", refusal(429, retryAfter: 3))
        let status: JSONValue = [
            "kind": "Status", "code": 429, "message": "slow down", "details": ["retryAfterSeconds": 7],
        ]
        http.expect("GET \(url)/x", .json(status, status: 429))
        http.expect("GET \(url)/x", .json(secret.json))
        _ = try await client().get(.secret, namespace: "shop", name: "x")
        #expect(clock.sleeps == [.seconds(3), .seconds(7)])
    }

    @Test("A pause for which there is no time is not begun")
    func noTime() async throws {
        http.expect("GET \(url)/x", refusal(429, retryAfter: 31))
        let error = await #expect(throws: ClusterError.self) {
            try await client().get(.secret, namespace: "shop", name: "x")
        }
        #expect(error?.status?.code == 429)
        #expect(clock.sleeps.isEmpty)
    }

    @Test("What is left of the time is all that a repetition gets")
    func timeLeft() async throws {
        http.expect("GET \(url)/x", refusal(429, retryAfter: 12))
        http.expect("GET \(url)/x", .json(secret.json))
        _ = try await client().get(.secret, namespace: "shop", name: "x")
        #expect(http.requests.map(\.timeout) == [.seconds(30), .seconds(18)])
    }

    @Test("After six times the failure is told")
    func bounded() async throws {
        http.expectAlways("GET \(url)/x", refusal(503))
        let error = await #expect(throws: ClusterError.self) {
            try await client(timeout: nil).get(.secret, namespace: "shop", name: "x")
        }
        #expect(error?.status?.code == 503)
        #expect(http.requests.count == 6)
    }
}
