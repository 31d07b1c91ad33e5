import CarvelCore
import HTTPTransport
import OrderedCollections
import Synchronization
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Following the objects of a server with faults", .timeLimit(.minutes(4)))
struct FollowerOverSandboxTests {
    private static let path = "/api/v1/namespaces/default/configmaps"

    /// A follower of another task, what its changes come to, and the reasons why it was out of touch.
    private final class Mirror: Sendable {
        private struct State {
            var values: [String: String] = [:]
            var losses: [ClusterError] = []
        }
        private let state = Mutex(State())
        private let (news, signal) = AsyncStream.makeStream(of: Void.self)

        var losses: [ClusterError] { state.withLock { $0.losses } }

        func follow(_ client: ClusterClient) async {
            for await change in ObjectFollower(client, ObjectSelector(.configMap, namespace: "default")) {
                state.withLock { state in
                    switch change {
                    case .initial(let objects):
                        // Every namespace has the authority's certificate too, which is none of the test's.
                        let own = objects.filter { $0.name != "kube-root-ca.crt" }
                        state.values = Dictionary(uniqueKeysWithValues: own.map { ($0.name, Self.value($0)) })
                    case .added(let object), .modified(let object): state.values[object.name] = Self.value(object)
                    case .deleted(let object): state.values[object.name] = nil
                    case .outOfTouch(let error): state.losses.append(error)
                    case .backInTouch: break
                    }
                }
                signal.yield()
            }
        }

        private static func value(_ object: KubernetesObject) -> String {
            object.json["data"]?["value"]?.string ?? ""
        }

        /// Waits until the follower's changes come to that.
        func wait(for expected: [String: String]) async {
            var news = news.makeAsyncIterator()
            while state.withLock({ $0.values }) != expected, await news.next() != nil {}
        }

        /// Waits until the follower has lost touch for that reason.
        func waitForLoss(_ isExpected: (ClusterError) -> Bool) async {
            var news = news.makeAsyncIterator()
            while !losses.contains(where: isExpected), await news.next() != nil {}
        }
    }

    private func client(_ cluster: TestCluster, _ host: Host? = nil, token: ClusterConnection.Credentials = .token("t"))
        -> ClusterClient
    {
        let tls = TLSOptions(certificateAuthority: Array(cluster.server.certificateAuthorityPEM.utf8))
        let connection = ClusterConnection(name: "test", server: cluster.server.url, tls: tls, credentials: token)
        return ClusterClient(connection, host: host ?? Host(http: CurlClient()))
    }

    private func put(_ name: String, _ value: String, _ cluster: TestCluster) async throws {
        let object = KubernetesObject(.configMap, name: name, namespace: "default", ["data": ["value": .string(value)]])
        try await cluster.apply("\(Self.path)/\(name)", object.json)
    }

    private func following(
        _ configuration: APIServer.Configuration = APIServer.Configuration(name: "test"),
        host: Host? = nil,
        token: ClusterConnection.Credentials = .token("t"),
        _ body: (TestCluster, Mirror) async throws -> Void
    ) async throws {
        try await withCluster(configuration) { cluster in
            cluster.server.addToken("t", user: "jane", groups: ["system:masters"])
            try await put("a", "1", cluster)
            try await put("b", "1", cluster)
            let mirror = Mirror()
            let client = client(cluster, host, token: token)
            let following = Task { await mirror.follow(client) }
            defer { following.cancel() }
            try await body(cluster, mirror)
        }
    }

    @Test(
        "Comes to what the server has, whatever strikes its requests",
        arguments: [
            [FaultPlan.Fault(.cutWatch(afterEvents: 0), method: "GET", pathPrefix: path, times: 3)],
            [FaultPlan.Fault(.cutWatch(afterEvents: 1), method: "GET", pathPrefix: path, times: 3)],
            [FaultPlan.Fault(.endWatch(afterEvents: 0), method: "GET", pathPrefix: path, times: 2)],
            [FaultPlan.Fault(.endWatch(afterEvents: 1), method: "GET", pathPrefix: path, times: 2)],
            [FaultPlan.Fault(.expireWatch(afterEvents: 0), method: "GET", pathPrefix: path, times: 2)],
            [FaultPlan.Fault(.expireWatch(afterEvents: 1), method: "GET", pathPrefix: path, times: 2)],
            [FaultPlan.Fault(.connectionReset, method: "GET", pathPrefix: path, times: 3)],
            [FaultPlan.Fault(.status(500), method: "GET", pathPrefix: path, times: 3)],
            [FaultPlan.Fault(.status(429, retryAfter: 1), method: "GET", pathPrefix: path)],
            [FaultPlan.Fault(.cutBody(afterBytes: 100), method: "GET", pathPrefix: path, times: 2)],
        ]
    )
    func faults(faults: [FaultPlan.Fault]) async throws {
        var configuration = APIServer.Configuration(name: "test")
        configuration.faults = FaultPlan(faults)
        try await following(configuration) { cluster, mirror in
            await mirror.wait(for: ["a": "1", "b": "1"])
            for value in 2...5 {
                try await put("a", "\(value)", cluster)
                try await put("c", "\(value)", cluster)
                await mirror.wait(for: ["a": "\(value)", "b": "1", "c": "\(value)"])
                try await cluster.send("DELETE", "\(Self.path)/c")
                await mirror.wait(for: ["a": "\(value)", "b": "1"])
            }
        }
    }

    @Test("Goes on after a restart of the server, with or without its history", arguments: [false, true])
    func restart(forgettingHistory: Bool) async throws {
        try await following { cluster, mirror in
            await mirror.wait(for: ["a": "1", "b": "1"])
            // Without history, whoever is not at the very last version has missed something.
            try await cluster.createNamespace("later")
            await cluster.server.stop()
            await mirror.waitForLoss(\.isUnreachable)
            try await cluster.server.resume(forgettingHistory: forgettingHistory)
            try await cluster.send("DELETE", "\(Self.path)/b")
            try await put("a", "2", cluster)
            await mirror.wait(for: ["a": "2"])
            #expect(mirror.losses.count == 1)
            // What the server still knew was not listed again.
            let lists = cluster.server.requests.count { $0.path.contains("limit=") }
            #expect(lists == (forgettingHistory ? 2 : 1))
        }
    }

    @Test("Goes on with the new token once an expired one has been replaced in its file")
    func renewal() async throws {
        let token = Mutex("t")
        var host = Host(http: CurlClient())
        host.files = FileSystem(
            read: { _ throws(FileError) in Array(token.withLock { $0 }.utf8) },
            exists: { _ in true },
            list: { _ in [] }
        )
        try await following(host: host, token: .tokenFile(path: "/run/token", place: "test")) { cluster, mirror in
            await mirror.wait(for: ["a": "1", "b": "1"])
            cluster.server.removeToken("t")
            // The next watch is refused.
            await cluster.server.stop()
            try await cluster.server.resume()
            await mirror.waitForLoss { $0.status?.code == 401 }
            cluster.server.addToken("new", user: "jane", groups: ["system:masters"])
            token.withLock { $0 = "new" }
            try await put("a", "2", cluster)
            await mirror.wait(for: ["a": "2", "b": "1"])
        }
    }
}
