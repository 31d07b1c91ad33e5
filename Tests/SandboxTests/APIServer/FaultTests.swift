import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Failures on purpose")
struct FaultTests {
    @Test("refuse the requests that the plan names, and no others")
    func status() async throws {
        var configuration = APIServer.Configuration(name: "test")
        configuration.faults = FaultPlan([
            FaultPlan.Fault(.status(429, retryAfter: 7), pathPrefix: "/api/v1/", skip: 1, times: 2),
            FaultPlan.Fault(.status(503), method: "POST"),
        ])
        try await withCluster(configuration) { cluster in
            var statuses: [Int] = []
            for _ in 0..<4 { statuses.append(try await cluster.send("GET", "/api/v1/namespaces").status) }
            #expect(statuses == [200, 429, 429, 200])
            #expect(try await cluster.send("GET", "/version").status == 200)
            let namespace: JSONValue = ["metadata": ["name": "apps"]]
            let refused = try await cluster.send("POST", "/api/v1/namespaces", namespace)
            #expect(refused.status == 503)
            #expect(refused.json["reason"] == "ServiceUnavailable")
            #expect(try await cluster.send("POST", "/api/v1/namespaces", namespace).status == 201)

            cluster.server.setFaults(FaultPlan([FaultPlan.Fault(.status(429, retryAfter: 7))]))
            let limited = try await cluster.send("GET", "/version")
            #expect(limited.header("Retry-After") == "7")
            #expect(limited.json[path: "details", "retryAfterSeconds"] == 7)
            #expect(cluster.server.requests.last?.status == 429)
        }
    }

    @Test("reset the connection", arguments: ["--http1.1", "--http2"])
    func reset(option: String) async throws {
        var configuration = APIServer.Configuration(name: "test")
        configuration.faults = FaultPlan([FaultPlan.Fault(.connectionReset, pathPrefix: "/version")])
        try await withCluster(configuration) { cluster in
            let broken = try await cluster.send("GET", "/version", options: [option])
            #expect(broken.status == 0)
            #expect(broken.exitStatus != 0)
            #expect(try await cluster.send("GET", "/version", options: [option]).status == 200)
            #expect(cluster.server.requests.map(\.status) == [0, 200])
        }
    }

    @Test("cut bodies short", arguments: ["--http1.1", "--http2"])
    func cut(option: String) async throws {
        var configuration = APIServer.Configuration(name: "test")
        configuration.faults = FaultPlan([FaultPlan.Fault(.cutBody(afterBytes: 10))])
        try await withCluster(configuration) { cluster in
            let broken = try await cluster.send("GET", "/version", options: [option])
            #expect(broken.exitStatus != 0)
            #expect(broken.body.count <= 10)
        }
    }

    @Test("slow bodies down, and leave them whole")
    func slow() async throws {
        var configuration = APIServer.Configuration(name: "test")
        configuration.faults = FaultPlan([FaultPlan.Fault(.slowBody(bytesPerTick: 100))])
        try await withCluster(configuration) { cluster in
            let clock = ContinuousClock()
            var answer: CurlAnswer?
            let time = try await clock.measure { answer = try await cluster.send("GET", "/version") }
            #expect(answer?.json["gitVersion"] == "v1.36.2")
            #expect(time > .milliseconds(200))
        }
    }
}
