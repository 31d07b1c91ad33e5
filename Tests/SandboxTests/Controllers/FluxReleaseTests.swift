import CarvelCore
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Older releases of Flux", .serialized)
struct FluxReleaseTests {
    @Test("Flux 0.41 works in v1beta2, and writes revisions in the old form")
    func oldRelease() async throws {
        try await Landscape.with({ $0.flux = .v0_41 }) { landscape in
            try await landscape.prepareRunCluster()
            try await landscape.apply(
                """
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop}
                """,
                to: landscape.build
            )
            try await landscape.applyGitSecret(password: landscape.plane.gitPassword)
            try await landscape.applyKubeconfig(
                try landscape.kubeconfig(user: "flux", groups: ["system:masters"])
            )
            try await landscape.applyGitRepository(version: "v1beta2")
            try await landscape.applyKustomization("packages", path: "./app/packages", version: "v1beta2")
            let commit = try await landscape.push(["app/packages/1.0.0.yaml": Manifests.package("1.0.0")])

            let types = try await landscape.build.fluxTypes()
            #expect(types.kustomization.version == "v1beta2")
            let done = try await landscape.build.wait(for: types.kustomization, "packages") { object in
                object.isReady && object.status?["lastAppliedRevision"]?.string == "main/\(commit)"
            }
            #expect(done.condition("Ready")?.message == "Applied revision: main/\(commit)")

            try await landscape.push([
                "app/packages/1.0.0.yaml": "kind: Namespace\napiVersion: v1\nmetadata: {name: x}\n"
            ])
            let failed = try await landscape.build.wait(for: types.kustomization, "packages") {
                $0.condition("Ready")?.reason == "ReconciliationFailed"
            }
            #expect(
                failed.condition("Ready")?.message.hasPrefix(
                    "Namespace/x dry-run failed, reason: Forbidden, error: "
                ) == true
            )
        }
    }

    @Test("Flux 2.6 serves v1 next to the betas, and applies as the newest does")
    func middleRelease() async throws {
        try await Landscape.with({ $0.flux = .v2_6 }) { landscape in
            try await landscape.prepareRunCluster()
            try await landscape.prepareBuildCluster()
            let commit = try await landscape.push(["app/packages/1.0.0.yaml": Manifests.package("1.0.0")])
            let beta = ResourceType.kustomization.version("v1beta2")
            try await landscape.build.wait(for: beta, "packages") { object in
                object.isReady && object.status?["lastAppliedRevision"]?.string == "main@sha1:\(commit)"
            }
        }
    }
}
