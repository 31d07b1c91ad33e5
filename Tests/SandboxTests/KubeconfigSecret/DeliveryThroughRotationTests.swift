import CarvelCore
import HTTPTransport
import Synchronization
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("A delivery while its credentials are rotated", .serialized)
struct DeliveryThroughRotationTests {
    private static let reference = KubeconfigReference(namespace: "shop", name: "staging-kubeconfig")

    /// Sets up a delivery whose Flux logs in to staging as a service account with the least rights.
    private func begin(_ landscape: Landscape) async throws {
        try await landscape.prepareRunCluster()
        try await landscape.prepareBuildCluster()
        let account = RunClusterAccount(
            NamespacedName(namespace: "shop", name: "flux"),
            access: FluxAccess(
                actingAs: NamespacedName(namespace: "shop", name: "shop-sa"),
                targetNamespace: "shop"
            )
        )
        let creation = AccountKubeconfig(account, run: landscape.staging, build: landscape.build)
        try await creation.prepare(force: true, dryRun: false) { _, _ in }
        let server = try #require(landscape.plane.servers["staging"])
        let made = try await creation.make(.seconds(3600), for: Self.reference, force: true) { token in
            KubeconfigSecret.manifest(
                runCluster: "staging",
                namespace: "shop",
                kubeconfig: """
                    current-context: s
                    contexts: [{name: s, context: {cluster: s, user: flux}}]
                    clusters:
                    - name: s
                      cluster:
                        server: \(server.url)
                        certificate-authority-data: \(Base64.encode(server.certificateAuthorityPEM.utf8))
                    users: [{name: flux, user: {token: \(token)}}]
                    """
            )
        }
        #expect(made.inspection.findings == [])
    }

    /// The failures that were seen.
    private final class Failures: Sendable {
        private let seen = Mutex<[String]>([])

        var all: [String] { seen.withLock { $0 } }

        /// Looks at all Kustomizations until it is cancelled.
        func watch(_ build: ClusterClient) async throws {
            for try await event in try await build.watch(.kustomization, namespace: "shop") {
                // What waits for another never came to log in.
                guard event.object.isFailed, let condition = event.object.condition("Ready"),
                    condition.reason != "DependencyNotReady"
                else { continue }
                seen.withLock { $0.append("\(event.object.name): \(condition.message)") }
            }
        }
    }

    private func push(_ version: String, _ landscape: Landscape) async throws -> String {
        let commit = try await landscape.push([
            "app/packages/\(version).yaml": Manifests.package(version),
            "app/staging/packageinstall.yaml": Manifests.install(),
            "app/staging/params.yaml": Manifests.values(),
        ])
        return "main@sha1:\(commit)"
    }

    @Test("Goes on without one failed reconcile, with the old token revoked in its midst")
    func goesOn() async throws {
        try await Landscape.with { landscape in
            try await begin(landscape)
            let first = try await push("1.0.0", landscape)
            for name in ["packages", "installs"] {
                try await landscape.build.wait(for: .kustomization, name) {
                    $0.isReady && $0.status?["lastAppliedRevision"]?.string == first
                }
            }
            let failures = Failures()
            let watch = Task { try await failures.watch(landscape.build) }
            defer { watch.cancel() }
            let rotation = KubeconfigRotation(build: landscape.build)
            let target = KubeconfigRotation.Target(
                runCluster: "staging",
                reference: Self.reference,
                source: .account(nil, nil),
                run: .success(landscape.staging)
            )
            let revision = try await push("1.1.0", landscape)
            // Flux polls the repository every ten minutes.
            _ = try await landscape.build.mergePatch(
                .gitRepository,
                namespace: "shop",
                name: "gitops",
                ["metadata": ["annotations": ["reconcile.fluxcd.io/requestedAt": "now"]]]
            )
            // While Flux is at work.
            for _ in 1...3 {
                let rotated = try #require(await rotation.run([target]).first).result.get()
                #expect(rotated.old == .revoked)
            }
            for name in ["packages", "installs"] {
                try await landscape.build.wait(for: .kustomization, name) {
                    $0.isReady && $0.status?["lastAppliedRevision"]?.string == revision
                }
            }
            #expect(failures.all == [])
            let secrets = try await landscape.staging.list(.secret, namespace: "shop")
            #expect(secrets.count { $0.name.hasPrefix("flux-kubeconfig-") } == 1)
        }
    }
}
