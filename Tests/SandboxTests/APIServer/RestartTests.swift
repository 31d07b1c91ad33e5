import Testing
import YAMLDocument

@testable import Sandbox

@Suite("An API server that restarts")
struct RestartTests {
    private static let path = "/api/v1/namespaces/default/configmaps"

    private func create(_ name: String, _ cluster: TestCluster) async throws -> UInt64 {
        let answer = try await cluster.send("POST", Self.path, ["metadata": ["name": .string(name)]])
        return try #require(answer.json.resourceVersion.flatMap { UInt64($0) })
    }

    @Test("refuses connections meanwhile, and is the same afterwards", arguments: ["--http1.1", "--http2"])
    func restart(option: String) async throws {
        try await withCluster { cluster in
            let server = cluster.server
            server.addToken("good", user: "jane", groups: ["system:masters"])
            let before = try await create("before", cluster)
            let url = server.url

            await server.stop()
            let refused = try await cluster.send("GET", "/version", options: [option])
            #expect(refused.exitStatus == 7, "curl's word for a refused connection")
            // A second time is none.
            await server.stop()

            try await server.resume()
            #expect(server.url == url)
            // The certificates of before, the server's and the client's, still hold.
            let kept = try await cluster.send("GET", "\(Self.path)/before", options: [option])
            #expect(kept.status == 200)
            #expect(kept.json.resourceVersion == "\(before)")
            let byToken = try await cluster.send("GET", "\(Self.path)/before", as: .token("good"), options: [option])
            #expect(byToken.status == 200)
            #expect(try await create("after", cluster) > before)

            // Watches from before go on.
            let watch = "\(Self.path)?watch=1&timeoutSeconds=1&resourceVersion=\(before)"
            let events = try await cluster.send("GET", watch, options: [option]).lines
            #expect(events.map(\.eventName) == ["after"])
            // One that is resumed while it runs goes on as well.
            try await server.resume()
            #expect(try await cluster.send("GET", "/version", options: [option]).status == 200)
        }
    }

    @Test("may have forgotten what happened before: watches and pages get 410")
    func forgetting() async throws {
        try await withCluster { cluster in
            let before = try await create("a", cluster)
            _ = try await create("b", cluster)
            let page = try await cluster.send("GET", "\(Self.path)?limit=1").json
            let token = try #require(page[path: "metadata", "continue"]?.string)
            _ = try await create("c", cluster)
            await cluster.server.stop()
            try await cluster.server.resume(forgettingHistory: true)

            let watch = "\(Self.path)?watch=1&timeoutSeconds=1&resourceVersion=\(before)"
            let events = try await cluster.send("GET", watch).lines
            #expect(events.map(\.eventType) == ["ERROR"])
            #expect(events.first?[path: "object", "code"] == 410)
            #expect(try await cluster.send("GET", "\(Self.path)?limit=1&continue=\(token)").status == 410)
        }
    }

    @Test("ends open watches in good order", .timeLimit(.minutes(4)))
    func watches() async throws {
        try await withCluster { cluster in
            var isFirst = true
            let status = try await cluster.watch("\(Self.path)?watch=1", options: ["--http1.1"]) { _ in
                if isFirst { await cluster.server.stop() }
                isFirst = false
                return true
            }
            #expect(status == 0)
            try await cluster.server.resume()
            #expect(cluster.server.openWatches == 0)
            #expect(try await cluster.send("GET", "\(Self.path)?watch=1&timeoutSeconds=1").lines.isEmpty == false)
        }
    }
}
