import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Watches over HTTP")
struct WatchTests {
    private static let path = "/api/v1/namespaces/apps/configmaps"

    private func put(_ cluster: TestCluster, _ name: String, labels: JSONValue = [:]) async throws {
        try await cluster.apply(
            "\(Self.path)/\(name)",
            ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name), "labels": labels]]
        )
    }

    @Test("tell of changes while they happen", arguments: ["--http1.1", "--http2"])
    func live(option: String) async throws {
        try await withCluster { cluster in
            try await cluster.createNamespace("apps")
            try await put(cluster, "first")
            var seen: [String] = []
            // Each event is the cue for the next change, so nothing is in the answer before it happened.
            try await cluster.watch("\(Self.path)?watch=1", options: [option]) { event in
                guard event.eventName?.hasPrefix("kube-") == false else { return true }
                seen.append("\(event.eventType ?? "") \(event.eventName ?? "")")
                switch seen.count {
                case 1: try await put(cluster, "second")
                case 2: try await put(cluster, "second", labels: ["a": "b"])
                case 3: try await cluster.send("DELETE", "\(Self.path)/first")
                default: return false
                }
                return true
            }
            #expect(seen == ["ADDED first", "ADDED second", "MODIFIED second", "DELETED first"])
        }
    }

    @Test("with a selector see objects enter and leave it")
    func selection() async throws {
        try await withCluster { cluster in
            try await cluster.createNamespace("apps")
            let start = try await cluster.send("GET", Self.path).json[path: "metadata", "resourceVersion"]?.string
            try await put(cluster, "x", labels: ["track": "no"])
            try await put(cluster, "x", labels: ["track": "yes"])
            try await put(cluster, "x", labels: ["track": "yes", "more": "yes"])
            try await put(cluster, "x", labels: ["track": "no"])
            let version = try #require(start)
            let query = "watch=1&timeoutSeconds=1&labelSelector=track%3Dyes&resourceVersion=\(version)"
            let events = try await cluster.send("GET", "\(Self.path)?\(query)").lines
            #expect(events.map(\.eventType) == ["ADDED", "MODIFIED", "DELETED"])
            // The state that the client could see last, with the version in which it left.
            let last = try #require(events.last)
            #expect(last[path: "object", "metadata", "labels", "track"] == "yes")
            let current = try await cluster.send("GET", "\(Self.path)/x").json
            #expect(last[path: "object", "metadata", "resourceVersion"] == current[path: "metadata", "resourceVersion"])
        }
    }

    @Test("as tables name the columns once")
    func tables() async throws {
        try await withCluster { cluster in
            let answer = try await cluster.send(
                "GET",
                "/api/v1/namespaces?watch=1&timeoutSeconds=1",
                headers: ["Accept": "application/json;as=Table;v=v1;g=meta.k8s.io"]
            )
            let tables = answer.lines.compactMap { $0["object"] }
            #expect(tables.count > 1)
            #expect(tables.allSatisfy { $0["kind"] == "Table" && $0["rows"]?.array?.count == 1 })
            #expect(tables.first?["columnDefinitions"]?.array?.count == 3)
            #expect(tables.dropFirst().allSatisfy { $0["columnDefinitions"]?.isNull == true })
        }
    }

    @Test("may begin with a list, where the server is told to offer it")
    func initialEvents() async throws {
        var configuration = APIServer.Configuration(name: "test")
        configuration.streamsInitialEvents = true
        try await withCluster(configuration) { cluster in
            let query =
                "watch=1&timeoutSeconds=1&sendInitialEvents=true&allowWatchBookmarks=true"
                + "&resourceVersionMatch=NotOlderThan"
            let events = try await cluster.send("GET", "/api/v1/namespaces?\(query)").lines
            let added = events.prefix { $0.eventType == "ADDED" }
            #expect(added.map(\.eventName).contains("kube-system"))
            let mark = try #require(events.dropFirst(added.count).first)
            #expect(mark.eventType == "BOOKMARK")
            #expect(mark[path: "object", "metadata", "annotations", "k8s.io/initial-events-end"] == "true")
        }
    }

    @Test(
        "end when the server stops, which then refuses connections",
        .timeLimit(.minutes(4)),
        arguments: ["--http1.1", "--http2"]
    )
    func stop(option: String) async throws {
        try await withCluster { cluster in
            var isFirst = true
            let status = try await cluster.watch("/api/v1/namespaces?watch=1", options: [option]) { _ in
                if isFirst { await cluster.server.stop() }
                isFirst = false
                return true
            }
            // Over HTTP/2 the connection may be gone before the stream's last frame, which curl takes for a cut.
            #expect(option == "--http2" ? [0, 18].contains(status) : status == 0)
            let answer = try await cluster.send("GET", "/version")
            #expect(answer.exitStatus == 7, "curl's word for a refused connection")
        }
    }

    @Test("end when the client goes away", .timeLimit(.minutes(4)), arguments: ["--http1.1", "--http2"])
    func clientGoes(option: String) async throws {
        try await withCluster { cluster in
            try await cluster.watch("/api/v1/namespaces?watch=1", options: [option]) { _ in
                #expect(cluster.server.openWatches == 1)
                return false
            }
            // Nothing happens to the namespaces, so no failing write can tell the server; it has to notice by itself.
            while cluster.server.openWatches > 0 { await Task.yield() }
        }
    }

    @Test("that cannot be read are refused")
    func badParameters() async throws {
        try await withCluster { cluster in
            let version = try await cluster.send("GET", "/api/v1/namespaces?watch=1&resourceVersion=x")
            #expect(version.status == 422)
            let timeout = try await cluster.send("GET", "/api/v1/namespaces?watch=1&timeoutSeconds=x")
            #expect(timeout.status == 400)
        }
    }
}
