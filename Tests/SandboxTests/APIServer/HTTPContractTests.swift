import Foundation
import Testing
import YAMLDocument

@testable import Sandbox

/// The recordings of kube-apiserver, played to the sandbox over HTTP; discovery and kapp-controller are in
/// `DiscoveryContractTests` and `CarvelContractTests`.
@Suite("Over HTTP the sandbox answers as recorded")
struct HTTPContractTests {
    private static let flux = APIServer.Configuration(name: "build", flux: .v2_9)

    @Test("to logins, tokens, reviews and impersonation")
    func authentication() async throws {
        try await withCluster(Self.flux) { cluster in
            try await cluster.createNamespace("apps")
            var replay = ExchangeReplay(cluster)
            for exchange in try RecordedExchange.all(in: "auth") { try await replay.check(exchange) }
            try RecordingExceptions.expectAll(of: "auth", compared: replay.compared)
        }
    }

    @Test("to applies, conflicts, patches, deletions and bad requests")
    func writes() async throws {
        try await withCluster(Self.flux) { cluster in
            try await cluster.createNamespace("apps")
            var replay = ExchangeReplay(cluster)
            for exchange in try RecordedExchange.all(in: "apply") { try await replay.check(exchange) }
            try RecordingExceptions.expectAll(of: "apply", compared: replay.compared)
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
            try RecordingExceptions.expectAll(of: "list-watch", compared: replay.compared)
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
        let headers = ["Content-Type": "application/merge-patch+json", "User-Agent": "python-requests/2.32"]
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
        try await cluster.send("PATCH", path, ["metadata": ["annotations": ["a": "b"]]], headers: headers)
        try await cluster.send("PATCH", "\(path)/status", ["status": ["observedGeneration": 1]], headers: headers)
        try await cluster.send("DELETE", path)
    }

    @Test("in every recording that there is")
    func recordings() throws {
        let folder = RecordedExchange.folder
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
        let recordings = try files.map { String($0.dropLast(".json".count)) }.filter {
            try RecordedExchange.hasExchanges($0)
        }
        #expect(Set(recordings) == Set(RecordingExceptions.reasons.keys))
        let exchanges = try recordings.map { try RecordedExchange.all(in: $0).count }.reduce(0, +)
        #expect(exchanges == 169)
    }
}
