import Testing
import YAMLDocument

@testable import Sandbox

/// The recordings of kube-apiserver and kapp-controller, played to the sandbox over HTTP.
@Suite("Over HTTP the sandbox answers as recorded")
struct HTTPContractTests {
    private static let flux = APIServer.Configuration(name: "build", flux: .v2_9)

    @Test("to logins, tokens, reviews and impersonation")
    func authentication() async throws {
        try await withCluster(Self.flux) { cluster in
            try await cluster.createNamespace("apps")
            var replay = ExchangeReplay(cluster)
            for exchange in try RecordedExchange.all(in: "auth") { try await replay.check(exchange) }
        }
    }

    @Test("to applies, conflicts, patches, deletions and bad requests")
    func writes() async throws {
        try await withCluster(Self.flux) { cluster in
            try await cluster.createNamespace("apps")
            var replay = ExchangeReplay(cluster)
            for exchange in try RecordedExchange.all(in: "apply") { try await replay.check(exchange) }
        }
    }

    @Test("to pages, selectors, tables and watches")
    func lists() async throws {
        try await withCluster(Self.flux) { cluster in
            try await cluster.createNamespace("apps")
            var replay = ExchangeReplay(cluster)
            // What the lists are about was written by the recording before.
            for exchange in try RecordedExchange.all(in: "apply") { _ = try await replay.answer(to: exchange) }
            for number in 0..<7 { try await applyPage(number, cluster) }
            cluster.server.store.compact()
            for exchange in try RecordedExchange.all(in: "list-watch") {
                // The real server tells a watch of what comes after the version that it begins with, whether that
                // happens before or during the watch; before makes the order certain.
                if exchange.name == "watch from a list" { try await change(cluster) }
                try await replay.check(exchange)
            }
        }
    }

    private func applyPage(_ number: Int, _ cluster: TestCluster) async throws {
        let labels: JSONValue = ["app.kubernetes.io/managed-by": "carvel-deliver", "n": .string("\(number % 2)")]
        try await cluster.apply(
            "/api/v1/namespaces/apps/configmaps/page-\(number)",
            [
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": ["name": .string("page-\(number)"), "labels": labels], "data": ["k": "v"],
            ]
        )
    }

    /// The changes that the recorded watch saw.
    private func change(_ cluster: TestCluster) async throws {
        let path = "/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/apps/kustomizations/watched"
        let merge = "application/merge-patch+json"
        try await cluster.apply(
            path,
            [
                "apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization",
                "metadata": ["name": "watched", "namespace": "apps"],
                "spec": [
                    "interval": "5m", "prune": true, "path": "./app.default.tap/packages",
                    "sourceRef": ["kind": "GitRepository", "name": "app.default.tap-gitops-repo"],
                ],
            ]
        )
        try await cluster.send("PATCH", path, ["metadata": ["annotations": ["a": "b"]]], contentType: merge)
        try await cluster.send("PATCH", "\(path)/status", ["status": ["observedGeneration": 1]], contentType: merge)
        try await cluster.send("DELETE", path)
    }

    @Test("to packages and package installs")
    func packages() async throws {
        let configuration = APIServer.Configuration(name: "staging", hasKappController: true)
        try await withCluster(configuration) { cluster in
            for namespace in ["app", "app2"] { try await cluster.createNamespace(namespace) }
            var replay = ExchangeReplay(cluster)
            // What follows is the work of controllers.
            for exchange in try RecordedExchange.all(in: "carvel").prefix(while: { !$0.name.hasPrefix("after") }) {
                if exchange.name == "packages of all namespaces, metadata only" {
                    let answer = try await replay.answer(to: exchange)
                    // The recorded cluster had one more package in another namespace.
                    let recorded = try #require(exchange.body?["items"]?.array).dropFirst()
                    let items = try #require(answer.json["items"]?.array)
                    #expect(items.map(replay.comparable) == recorded.map(replay.comparable))
                } else {
                    try await replay.check(exchange)
                }
            }
        }
    }
}
