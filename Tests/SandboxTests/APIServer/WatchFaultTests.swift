import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Failures of watches on purpose")
struct WatchFaultTests {
    private static let path = "/api/v1/namespaces"

    /// Watches the four namespaces that each cluster has, with a failure.
    private func watch(
        _ action: FaultPlan.Action,
        option: String,
        query: String = "",
        maxTime: Int = 10,
        _ body: (CurlAnswer, TestCluster) async throws -> Void
    ) async throws {
        var configuration = APIServer.Configuration(name: "test")
        configuration.faults = FaultPlan([FaultPlan.Fault(action)])
        try await withCluster(configuration) { cluster in
            // No watch, so not struck.
            #expect(try await cluster.send("GET", Self.path).json["items"]?.array?.count == 4)
            let answer = try await cluster.send(
                "GET",
                "\(Self.path)?watch=1\(query)",
                options: [option, "--max-time", "\(maxTime)"]
            )
            // Of a connection that is cut, what has arrived and is not read yet may be lost too, the head with it.
            let isCut = if case .cutWatch = action { true } else { false }
            #expect(answer.status == 200 || isCut && answer.status == 0)
            try await body(answer, cluster)
            // The next one is whole again.
            let next = try await cluster.send("GET", "\(Self.path)?watch=1&timeoutSeconds=1", options: [option])
            #expect(next.lines.count == 4)
            #expect(cluster.server.faultMatches == [2])
        }
    }

    @Test("cut the connection", arguments: ["--http1.1", "--http2"], [0, 2])
    func cut(option: String, count: Int) async throws {
        try await watch(.cutWatch(afterEvents: count), option: option) { answer, _ in
            #expect(answer.exitStatus != 0)
            #expect(answer.lines.count <= count)
        }
    }

    @Test("end in good order", arguments: ["--http1.1", "--http2"], [0, 3])
    func end(option: String, count: Int) async throws {
        try await watch(.endWatch(afterEvents: count), option: option) { answer, _ in
            #expect(answer.exitStatus == 0)
            #expect(answer.lines.map(\.eventType) == Array(repeating: "ADDED", count: count))
        }
    }

    @Test("expire in the midst", arguments: ["--http1.1", "--http2"])
    func expire(option: String) async throws {
        try await watch(.expireWatch(afterEvents: 2), option: option) { answer, _ in
            #expect(answer.exitStatus == 0)
            #expect(answer.lines.map(\.eventType) == ["ADDED", "ADDED", "ERROR"])
            let status = answer.lines.last?["object"]
            #expect(status?["code"] == 410)
            #expect(status?["reason"] == "Expired")
        }
    }

    @Test("go silent: neither events nor bookmarks nor an end come", arguments: ["--http1.1", "--http2"])
    func silence(option: String) async throws {
        let query = "&timeoutSeconds=1&allowWatchBookmarks=true"
        try await watch(.silenceWatch(afterEvents: 2), option: option, query: query, maxTime: 3) { answer, _ in
            #expect(answer.exitStatus == 28, "curl's word for a time that is up")
            #expect(answer.lines.map(\.eventType) == ["ADDED", "ADDED"])
        }
    }

    @Test("do not keep the server from stopping", .timeLimit(.minutes(4)), arguments: ["--http1.1", "--http2"])
    func stop(option: String) async throws {
        var configuration = APIServer.Configuration(name: "test")
        configuration.faults = FaultPlan([FaultPlan.Fault(.silenceWatch(afterEvents: 1))])
        try await withCluster(configuration) { cluster in
            try await cluster.watch("\(Self.path)?watch=1", options: [option]) { _ in
                await cluster.server.stop()
                return true
            }
        }
    }
}
