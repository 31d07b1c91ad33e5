import CarvelCore
import Testing
import YAMLDocument

@testable import Sandbox

/// The recording of kapp-controller, played over HTTP to a run cluster of the sandbox with its stand-in at work.
@Suite("kapp-controller's cluster answers as recorded", .serialized)
struct CarvelContractTests {
    @Test("from the first package to the deletion of an install")
    func recording() async throws {
        try await Landscape.with { landscape in
            let server = try #require(landscape.plane.servers["staging"])
            try await withCluster(server) { cluster in
                try await Self.prepare(landscape, cluster)
                var replay = ExchangeReplay(cluster)
                for exchange in try RecordedExchange.all(in: "carvel") {
                    try await Self.settle(landscape, before: exchange)
                    try await replay.check(exchange)
                }
                try RecordingExceptions.expectAll(of: "carvel", compared: replay.compared)
            }
        }
    }

    /// What was there when the recording began.
    private static func prepare(_ landscape: Landscape, _ cluster: TestCluster) async throws {
        try await landscape.prepareRecording()
        try await cluster.createNamespace("app")
        // A package of another namespace, which kubectl had applied; it carries its own manifest.
        let listed = try RecordedExchange.all(in: "carvel").first { $0.name.hasPrefix("packages of all namespaces") }
        let package = try #require(listed?.body?["items"]?.array?.first)
        let annotation = "kubectl.kubernetes.io/last-applied-configuration"
        let text = try #require(package[path: "metadata", "annotations", annotation]?.string)
        var manifest = try JSONReader.value(text)
        var metadata = manifest["metadata"] ?? [:]
        metadata["annotations"] = [annotation: .string(text)]
        manifest["metadata"] = metadata
        let created = try await cluster.send(
            "POST",
            "/apis/data.packaging.carvel.dev/v1alpha1/namespaces/app/packages?fieldManager=kubectl-client-side-apply",
            manifest
        )
        #expect(created.status == 201)
    }

    /// Waits until the cluster is as it was when the exchange was recorded: then, some seconds had passed.
    private static func settle(_ landscape: Landscape, before exchange: RecordedExchange) async throws {
        if exchange.name.hasPrefix("after "), exchange.name.hasSuffix(": package install") {
            let name = exchange.name.dropFirst("after ".count).dropLast(": package install".count)
            _ = try await landscape.result(of: String(name))
            return
        }
        switch exchange.name {
        case "after: downgrade refused":
            try await landscape.staging.wait(for: .packageInstall, "ok-latest", namespace: "app2") {
                $0.condition("ReconcileFailed") != nil && $0.status?["observedGeneration"] == 2
            }
        case "watch a values change and an upgrade":
            try await landscape.staging.wait(for: .packageInstall, "ok-latest", namespace: "app2") {
                $0.condition("ReconcileSucceeded") != nil && $0.status?["version"] == "1.0.0"
            }
            try await upgrade(landscape)
        case "while deleting":
            try await landscape.staging.waitForEnd(of: .packageInstall, "ok-pinned", namespace: "app2")
        default: break
        }
    }

    /// The change that the recorded watch saw: another version of `ok-pinned`.
    private static func upgrade(_ landscape: Landscape) async throws {
        let upgraded = try RecordedExchange.all(in: "carvel").first { $0.name == "after: upgraded" }
        let spec = try #require(upgraded?.body?["spec"])
        let install = KubernetesObject([
            "apiVersion": "packaging.carvel.dev/v1alpha1", "kind": "PackageInstall",
            "metadata": ["name": "ok-pinned", "namespace": "app2"], "spec": spec,
        ])
        _ = try await landscape.staging.apply(install, as: .packageInstall, force: true)
        try await landscape.staging.wait(for: .packageInstall, "ok-pinned", namespace: "app2") {
            $0.hasCarvelResult && $0.status?["version"] == "1.1.0"
        }
    }
}
