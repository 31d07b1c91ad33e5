import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Failures of single requests on purpose")
struct RequestFaultTests {
    private func withFault(_ fault: FaultPlan.Fault, _ body: (TestCluster) async throws -> Void) async throws {
        var configuration = APIServer.Configuration(name: "test")
        configuration.faults = FaultPlan([fault])
        try await withCluster(configuration, body)
    }

    @Test("withhold the answer", arguments: ["--http1.1", "--http2"])
    func stall(option: String) async throws {
        try await withFault(.init(.stall, pathPrefix: "/version")) { cluster in
            let answer = try await cluster.send("GET", "/version", options: [option, "--max-time", "1"])
            #expect(answer.exitStatus == 28, "curl's word for a time that is up")
            #expect(answer.status == 0)
            #expect(try await cluster.send("GET", "/version", options: [option]).status == 200)
            #expect(cluster.server.requests.map(\.status) == [0, 200])
        }
    }

    @Test("delay the answer", arguments: ["--http1.1", "--http2"])
    func delay(option: String) async throws {
        try await withFault(.init(.delay(.milliseconds(700)))) { cluster in
            var answer: CurlAnswer?
            let time = try await ContinuousClock().measure {
                answer = try await cluster.send("GET", "/version", options: [option])
            }
            #expect(answer?.status == 200)
            #expect(time >= .milliseconds(700))
        }
    }

    @Test("make a token expire for good, and no other one")
    func expiredToken() async throws {
        try await withFault(.init(.expireToken, skip: 2)) { cluster in
            for token in ["old", "new"] { cluster.server.addToken(token, user: "jane", groups: ["system:masters"]) }
            // A certificate is none, and does not count.
            #expect(try await cluster.send("GET", "/api/v1/namespaces").status == 200)
            var statuses: [Int] = []
            for _ in 0..<4 { statuses.append(try await cluster.send("GET", "/version", as: .token("old")).status) }
            #expect(statuses == [200, 200, 401, 401])
            #expect(try await cluster.send("GET", "/version", as: .token("new")).status == 200)
            // Neither a new plan nor a restart brings it back.
            cluster.server.setFaults(FaultPlan())
            await cluster.server.stop()
            try await cluster.server.resume()
            #expect(try await cluster.send("GET", "/version", as: .token("old")).status == 401)
        }
    }

    @Test("strike the clients that they name")
    func client() async throws {
        try await withFault(.init(.status(500), client: "kubectl-carvel/", times: nil)) { cluster in
            let product = try await cluster.send("GET", "/version", headers: ["User-Agent": "kubectl-carvel/1.0"])
            #expect(product.status == 500)
            let other = try await cluster.send("GET", "/version", headers: ["User-Agent": "kubectl/1.36"])
            #expect(other.status == 200)
        }
    }

    @Test("strike each request of an operation in turn, and tell when there is none left")
    func inTurn() async throws {
        try await withCluster(APIServer.Configuration(name: "test")) { cluster in
            let paths = ["/version", "/api/v1/namespaces", "/apis"]
            var struck: [[Int]] = []
            for number in 1...10 {
                cluster.server.setFaults(FaultPlan([.init(.status(503), atRequest: number)]))
                var statuses: [Int] = []
                for path in paths { statuses.append(try await cluster.send("GET", path).status) }
                struck.append(statuses)
                if cluster.server.faultMatches[0] < number { break }
            }
            #expect(struck == [[503, 200, 200], [200, 503, 200], [200, 200, 503], [200, 200, 200]])
        }
    }

    @Test("count each request for all failures that it fits")
    func counts() async throws {
        let plan = FaultPlan([
            .init(.status(503), pathPrefix: "/api", times: 1), .init(.status(500), method: "GET", skip: 2, times: 1),
        ])
        try await withCluster(APIServer.Configuration(name: "test")) { cluster in
            cluster.server.setFaults(plan)
            var statuses: [Int] = []
            for path in ["/api", "/version", "/version", "/api"] {
                statuses.append(try await cluster.send("GET", path).status)
            }
            #expect(statuses == [503, 200, 500, 200])
            #expect(cluster.server.faultMatches == [2, 4])
        }
    }
}
